import { findAccountById } from "../../db/accounts.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import type { NewNotification } from "../../db/change.ts";
import { listDeciders } from "../../db/deciders.ts";
import { findProject, findProjectById } from "../../db/projects.ts";
import { deleteMembership, findMember } from "../../db/roster.ts";
import type { RosterEntry } from "../../db/tables/memberships.ts";
import type { MemberChange, Request } from "../../db/tables/requests.ts";
import { wakeUndecidedIn } from "../../db/waiting-requests.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import { NotYetError } from "../../provisioners/provisioner.ts";
import { fullName } from "../../view/full-name.ts";
import { eventBy } from "../engine/changes.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";

/** While something else has to end first, such as a running job, it looks again this often. */
const LOOK_AGAIN_MS = 15 * 60_000;

/** Takes someone out of one project, in every system and then in the registry. They keep their account and their other projects. */
export const endMembership = {
  name: "end-membership",
  changesOutside: true,
  async run(request, deps): Promise<Outcome> {
    const { db, now } = deps;
    const { member } = request.details;
    if (!member) throw new Failure(`Request ${request.id} names no member`, { lasts: true });
    const project = await findProject(db, request.project ?? "");
    const entry =
      project &&
      (await findMember(db, {
        projectId: project.id,
        personId: member.personId,
        username: request.username || null,
      }));
    if (!project || !entry) return notNeeded(`${nameOf(request)} isn't in ${request.project} anymore`);
    // They may have taken the project over since.
    if (entry.role === "pi")
      return { kind: "refuse", reason: `${nameOf(request)} leads ${project.name} now.` };
    if (member.why === "ended" && (entry.endsAt === null || entry.endsAt > now()))
      return notNeeded("its end date has been changed");
    const left = await leaveEverywhere(entry, deps);
    if (left.kind !== "left") return left;
    return done(left.sentences.join("; ") || `${nameOf(request)} has left ${project.name}`, {
      notifications: await tellEveryone(request, member, entry, deps),
      async alongside(tx) {
        if (!(await deleteMembership(tx, entry.membershipId)))
          throw new Failure(`${nameOf(request)} has another role in ${project.name} since a moment ago`);
        const by = { id: request.requesterUser ?? "acct", name: member.by };
        const event = eventBy(by, "member-removed", `${nameOf(request)} from ${project.name}`);
        await recordRegistryEvent(tx, { kind: "project", id: project.id }, event, now());
        await wakeUndecidedIn(tx, project.name, now());
      },
    });
  },
} as const satisfies Stage;

const nameOf = ({ username, email }: Pick<Request, "username" | "email">) => username || email;

/** Asks every system, so that one that doesn't respond keeps no other one open. Throws what failed together. */
async function leaveEverywhere(
  { accountId, projectId }: RosterEntry,
  { db, now, provisioners }: PipelineDeps,
): Promise<Outcome | { readonly kind: "left"; readonly sentences: readonly string[] }> {
  const account = accountId === null ? undefined : await findAccountById(db, accountId);
  const project = await findProjectById(db, projectId);
  if (!account || !project) return { kind: "left", sentences: [] };
  const results = await Promise.all(
    provisioners.map(async ({ name, leave }) => {
      try {
        return { text: `${name}: ${await leave(account, project)}` };
      } catch (error) {
        return { text: `${name}: ${describeForOperator(error)}`, error };
      }
    }),
  );
  const failed = results.filter(({ error }) => error !== undefined && !(error instanceof NotYetError));
  if (failed.length > 0)
    throw new Failure(failed.map(({ text }) => text).join("; "), {
      cause: new AggregateError(failed.map(({ error }) => error)),
    });
  const busy = results.filter(({ error }) => error !== undefined);
  if (busy.length === 0) return { kind: "left", sentences: results.map(({ text }) => text) };
  const retryAt = new Date(now().getTime() + LOOK_AGAIN_MS);
  return { kind: "busy", note: busy.map(({ text }) => text).join("; "), retryAt };
}

/** The person and each PI are told, whoever did it. */
async function tellEveryone(
  { id, project }: Request,
  { why, by }: MemberChange,
  entry: RosterEntry,
  { db, now }: PipelineDeps,
): Promise<NewNotification[]> {
  const pis = (await listDeciders(db, project ?? "", now())).filter(
    ({ role, isOffboarded, personId }) => role === "pi" && !isOffboarded && personId !== entry.personId,
  );
  const person = fullName(entry) || (entry.username ?? entry.email ?? "");
  const readers = [{ name: person, email: entry.email, user: entry.user, isTheirs: "true" }, ...pis];
  return readers.flatMap((reader): NewNotification[] => {
    if (reader.email === null && reader.user === null) return [];
    const whose = "isTheirs" in reader ? { isTheirs: "true" } : {};
    return [
      {
        key: `membership-ended:${id}:${reader.email ?? reader.user}`,
        template: "membership-ended",
        via: reader.user ? "either" : "email",
        toName: reader.name,
        toEmail: reader.email,
        toUser: reader.user,
        data: { why: why ?? "removed", by, person, ...whose },
      },
    ];
  });
}
