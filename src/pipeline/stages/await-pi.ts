import type { Facts, NewNotification, NewView } from "../../db/change.ts";
import { listDelegations } from "../../db/delegations.ts";
import type { Request } from "../../db/tables/requests.ts";
import { findKnownPi } from "../checks/approvals.ts";
import { findInChat } from "../links/find-in-chat.ts";
import { piApproval } from "../outbox/pi-approval.ts";
import { toAdminChannel, toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, type Stage, waitFor } from "../stage.ts";

export const awaitPi = {
  name: "await-pi",
  approval: "pi",
  async run(request, deps) {
    const decision = request.decisions.pi;
    if (decision?.verdict === "approved") return done(`approved by ${decision.byName}`);
    if (!request.piEmail) return notNeeded("the requester leads the new project");

    const pi = request.piName ?? request.piEmail;
    // The PI is looked up again: they may have joined or left the chat since the request came in.
    const looked = await findInChat(request.piEmail, deps);
    const found = looked.kind === "found" ? looked.actor : undefined;
    const self = request.piEmail.toLowerCase() === request.email.toLowerCase();
    const hasDecided = deps.rules.approvals.distinctPeople && hasApproved(request, found?.user);
    if (hasDecided) {
      const { adminChannel } = deps.rules;
      const why = `${pi} already approved this as an admin and can't approve it as the PI, too. Another admin needs to decide for the PI or choose another PI.`;
      const piWait = `Waiting for another admin to decide for ${pi}, who already approved as an admin`;
      return waitFor("pi", piWait, {
        facts: withoutPi(piWait),
        views: [{ audience: "admin", place: adminChannel }],
        notifications: [toAdminChannel(request, adminChannel, why)],
      });
    }
    if (found && !self) return askInChat(request, { user: found.user, name: found.name }, deps);

    const { adminChannel } = deps.rules;
    const gone = request.piUser !== null && !self && looked.kind === "absent";
    const why = self
      ? `${pi} is the requester, so someone else has to decide.`
      : `${pi} is no longer on ${deps.chat.name}. Decide for the PI or choose another PI.`;
    const notifications = self || gone ? [toAdminChannel(request, adminChannel, why)] : [];
    const wait = (piWait: string, toSend: readonly NewNotification[]) =>
      waitFor("pi", piWait, {
        facts: withoutPi(piWait),
        views: [{ audience: "admin", place: adminChannel }],
        notifications: toSend,
      });
    if (self) return wait(`Waiting for an admin to decide for ${pi}, who is the requester`, notifications);
    if (looked.kind === "unconfirmed") {
      const unconfirmed = `We can't tell who ${pi} is on ${deps.chat.name}: someone there has the address ${request.piEmail}, but the link to ${pi} isn't confirmed. Decide on their behalf, choose another PI, or confirm the link with /acct link ${request.piEmail} @person.`;
      return wait(
        `Waiting for an admin to decide for ${pi}, whose link on ${deps.chat.name} isn't confirmed`,
        [toAdminChannel(request, adminChannel, unconfirmed)],
      );
    }
    if (!(await isTrustedPi(request, deps))) {
      const unknown = `${pi} isn't on ${deps.chat.name}, and no one here has confirmed the address ${request.piEmail}. Decide on their behalf or choose another PI.`;
      return wait(`Waiting for an admin to decide for ${pi}, who isn't on ${deps.chat.name}`, [
        toAdminChannel(request, adminChannel, gone ? why : unknown),
      ]);
    }
    return wait(`Waiting for ${pi} (not on ${deps.chat.name}, emailed) or an admin`, [
      ...notifications,
      piApproval(request, deps),
      waitingFor(request, pi),
    ]);
  },
} as const satisfies Stage;

/** What the request keeps if its PI isn't asked in the chat. */
const withoutPi = (piWait: string): Facts => ({ piUser: null, delegates: [], details: { piWait } });

/** Whether the PI has already approved as an admin. */
function hasApproved({ decisions: { admin }, piEmail }: Request, user: string | undefined): boolean {
  if (admin?.verdict !== "approved") return false;
  return admin.by === user || admin.email === piEmail?.toLowerCase();
}

/** Asks the PI and their current delegates. */
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
  return waitFor("pi", `Waiting for ${[pi, ...delegates].map(({ name }) => name).join(" or ")}`, {
    facts: { piUser: pi.user, piName: pi.name, delegates },
    views,
    notifications: [waitingFor(request, pi.name)],
    ...(ends[0] ? { until: ends[0] } : {}),
  });
}

/**
 * The requester entered the address and could have used one of their own. It is trusted if an admin has approved this
 * address, or if the site knows it as the address of the project's PI.
 */
async function isTrustedPi({ decisions, project, piEmail }: Request, deps: PipelineDeps): Promise<boolean> {
  const address = piEmail?.toLowerCase();
  const { admin } = decisions;
  if (admin?.verdict === "approved" && admin.pi === address) return true;
  return (await findKnownPi(project ?? "", deps))?.piEmail?.toLowerCase() === address;
}

/** The requester is told once for each PI. */
const waitingFor = (request: Request, pi: string) =>
  toRequester(request, "waiting-for-pi", { pi, number: request.piEmail ?? "" });
