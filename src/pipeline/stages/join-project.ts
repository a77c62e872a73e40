import { findAccountByUsername } from "../../db/accounts.ts";
import { insertMembership, namePi } from "../../db/memberships.ts";
import { adoptProject, findProject } from "../../db/projects.ts";
import { Failure } from "../../failure/failure.ts";
import { adoptsProject, requireApprovals } from "../checks/approvals.ts";
import { joinEverywhere } from "../ensure-everywhere.ts";
import { joinGroups } from "../join-groups.ts";
import { toRequester } from "../outbox/recipients.ts";
import { invitedAs } from "../roster/invited-as.ts";
import { done, type Stage } from "../stage.ts";

export const joinProject = {
  name: "join-project",
  changesOutside: true,
  async run(request, deps) {
    const { db, now, namespace } = deps;
    await requireApprovals(request, deps);
    const name = request.project ?? "";
    const account = await findAccountByUsername(db, request.username ?? "");
    if (!account) throw new Failure(`The registry has no account ${request.username}`);

    const known = await findProject(db, name);
    if (known && request.piEmail && (await adoptsProject(request, deps))) {
      await namePi(db, known, request, { requestId: request.id, now: now() });
    }
    const project = known ?? (await adopt());
    await joinEverywhere(account, project, deps);
    await insertMembership(db, {
      accountId: account.id,
      personId: account.personId,
      source: "request",
      projectId: project.id,
      requestId: request.id,
      createdAt: now(),
      ...(await invitedAs(request, db)),
    });
    const joined = await joinGroups(request, account, deps);
    return done([`${account.username} is now a member of ${name}`, ...joined].join("; "), {
      notifications: [toRequester(request, "joined")],
    });

    /** The directory already had the project before acct; from now on, its PI is known. */
    async function adopt() {
      const group = await namespace?.findGroup(name);
      if (!group) throw new Failure(`The project ${name} no longer exists`);
      return adoptProject(db, {
        name,
        gidNumber: group.gidNumber,
        adopted: true,
        source: "adopted",
        piName: request.piName,
        piEmail: request.piEmail,
        piUser: request.piUser,
        requestId: request.id,
        createdAt: now(),
      });
    }
  },
} as const satisfies Stage;
