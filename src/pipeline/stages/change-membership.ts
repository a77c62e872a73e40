import { recordRegistryEvent } from "../../db/apply-change.ts";
import type { NewNotification } from "../../db/change.ts";
import { findProject } from "../../db/projects.ts";
import { findMember, updateMembership } from "../../db/roster.ts";
import { wakeUndecidedIn } from "../../db/waiting-requests.ts";
import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import { endOfDay } from "../end-of-day.ts";
import { eventBy } from "../engine/changes.ts";
import { done, notNeeded, type Outcome, refuse, type Stage } from "../stage.ts";

/** Gives someone in a project another role or an end date, in the registry, which alone knows them. */
export const changeMembership = {
  name: "change-membership",
  async run(request, { db, now }): Promise<Outcome> {
    const { member } = request.details;
    if (!member) throw new Failure(`Request ${request.id} names no member`, { lasts: true });
    const project = await findProject(db, request.project ?? "");
    const who = request.username || request.email;
    const entry =
      project &&
      (await findMember(db, {
        projectId: project.id,
        personId: member.personId,
        username: request.username || null,
      }));
    if (!project || !entry) return notNeeded(`${who} isn't in ${request.project} anymore`);
    // Someone else was faster, and may have handed the project over to them.
    if (entry.role !== member.formerRole) return refuse(`${who} is a ${entry.role} of ${project.name} now.`);
    const { role, endsOn, by } = member;
    const endsAt = endsOn == null ? endsOn : endOfDay(endsOn);
    const event = role
      ? eventBy(
          { id: request.requesterUser ?? "acct", name: by },
          "role-changed",
          `${who}: ${role} of ${project.name}`,
        )
      : eventBy(
          { id: request.requesterUser ?? "acct", name: by },
          "end-date-set",
          endsOn ? `${who} in ${project.name}: ${endsOn}` : `${who} in ${project.name}: none`,
        );
    const told: NewNotification[] =
      entry.email === null && entry.user === null
        ? []
        : [
            {
              key: `membership-changed:${request.id}`,
              template: "membership-changed",
              via: entry.user ? "either" : "email",
              toName: fullName(entry) || who,
              toEmail: entry.email,
              toUser: entry.user,
              data: { by },
            },
          ];
    return done(event.note, {
      notifications: told,
      async alongside(tx) {
        const change = { ...(role ? { role } : {}), ...(endsAt === undefined ? {} : { endsAt }) };
        if (!(await updateMembership(tx, entry, change)))
          throw new Failure(`${who} has another role in ${project.name} since a moment ago`);
        await recordRegistryEvent(tx, { kind: "project", id: project.id }, event, now());
        await wakeUndecidedIn(tx, project.name, now());
      },
    });
  },
} as const satisfies Stage;
