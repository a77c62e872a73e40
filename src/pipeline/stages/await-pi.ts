import type { NewView } from "../../db/change.ts";
import { listDelegations } from "../../db/delegations.ts";
import type { Request } from "../../db/schema.ts";
import { knownPiOf } from "../checks/approvals.ts";
import { piQuestion } from "../outbox/pi-question.ts";
import { toAdminChannel, toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, type Stage, waitFor } from "../stage.ts";

export const awaitPi = {
  name: "await-pi",
  approval: "pi",
  async run(request, deps) {
    const said = request.decisions.pi;
    if (said?.verdict === "approved") return done(`approved by ${said.byName}`);
    if (!request.piEmail) return notNeeded("a new project, led by the requester");

    const pi = request.piName ?? request.piEmail;
    // Looked up again: the PI may have joined or left since the request came in.
    const found = await deps.chat.findByEmail(request.piEmail);
    const self = request.piEmail.toLowerCase() === request.email.toLowerCase();
    const spoken = deps.rules.approvals.distinctPeople && hasApproved(request, found?.user);
    if (spoken) {
      const { adminChannel } = deps.rules;
      const why = `${pi} has approved it as an admin and cannot be the second person: another admin has to decide in the PI's place, or name another PI.`;
      return waitFor("pi", `for another admin in place of ${pi}, who has approved as an admin`, {
        facts: { piUser: null, delegates: [] },
        views: [{ audience: "admin", place: adminChannel }],
        notifications: [toAdminChannel(request, adminChannel, why)],
      });
    }
    if (found && !self) return askInChat(request, { user: found.user, name: found.name }, deps);

    const { adminChannel } = deps.rules;
    const gone = request.piUser !== null && !self;
    const why = self
      ? `${pi} asks for themself: somebody else has to decide.`
      : `${pi} is not in the chat any more: decide in their place, or find another PI.`;
    const effects = {
      facts: { piUser: null, delegates: [] },
      views: [{ audience: "admin", place: adminChannel }],
      notifications: self || gone ? [toAdminChannel(request, adminChannel, why)] : [],
    } as const;
    if (self) return waitFor("pi", `for an admin in place of ${pi}, who asks for themself`, effects);
    if (!(await isVouchedFor(request, deps))) {
      const unknown = `${pi} is not in the chat, and nobody here knows the address ${request.piEmail}: decide in their place, or name another PI.`;
      return waitFor("pi", `for an admin in place of ${pi}, who is not in the chat`, {
        ...effects,
        notifications: [toAdminChannel(request, adminChannel, gone ? why : unknown)],
      });
    }
    return waitFor("pi", `for ${pi}, who is not in the chat and was asked by mail, or for an admin`, {
      ...effects,
      notifications: [...effects.notifications, piQuestion(request, deps), waitingFor(request, pi)],
    });
  },
} as const satisfies Stage;

/** Whether the PI is the one who has approved as an admin already. */
function hasApproved({ decisions: { admin }, piEmail }: Request, user: string | undefined): boolean {
  if (admin?.verdict !== "approved") return false;
  return admin.by === user || admin.email === piEmail?.toLowerCase();
}

/** Asks the PI and, as long as they may decide as well, those whom the PI has named. */
async function askInChat(request: Request, pi: { user: string; name: string }, { db, now }: PipelineDeps) {
  const delegations = (await listDelegations(db, pi.user, now())).filter(
    ({ delegateUser }) => delegateUser !== request.requesterUser,
  );
  const delegates = delegations.map(({ delegateUser, delegateName }) => ({
    user: delegateUser,
    name: delegateName,
  }));
  const ends = delegations.flatMap(({ until }) => until ?? []).toSorted((a, b) => a.getTime() - b.getTime());
  const views = [pi.user, ...delegates.map(({ user }) => user)].map(
    (place): NewView => ({ audience: "pi", place }),
  );
  return waitFor("pi", `for ${[pi, ...delegates].map(({ name }) => name).join(" or ")}`, {
    facts: { piUser: pi.user, piName: pi.name, delegates },
    views,
    notifications: [waitingFor(request, pi.name)],
    ...(ends[0] ? { until: ends[0] } : {}),
  });
}

/**
 * The requester wrote the address down and could have written one of their own: it is believed when an admin has approved
 * this very address, or when the site knows it as the project's PI.
 */
async function isVouchedFor({ decisions, project, piEmail }: Request, deps: PipelineDeps): Promise<boolean> {
  const address = piEmail?.toLowerCase();
  const { admin } = decisions;
  if (admin?.verdict === "approved" && admin.pi === address) return true;
  return (await knownPiOf(project ?? "", deps))?.piEmail?.toLowerCase() === address;
}

/** Told once for each PI. */
const waitingFor = (request: Request, pi: string) =>
  toRequester(request, "waiting-for-pi", { pi, number: request.piEmail ?? "" });
