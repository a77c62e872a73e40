import { chatOf } from "../../chat/chat-of.ts";
import type { Facts, NewNotification, NewView } from "../../db/change.ts";
import { listOtherUsers } from "../../db/chat-links.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { listDelegations } from "../../db/delegations.ts";
import type { Delegation } from "../../db/tables/delegations.ts";
import type { Delegate, Request } from "../../db/tables/requests.ts";
import { findDeciders, isRequester } from "../checks/deciders.ts";
import { explainUndecidable, lookAgainAt, tellUndecidable } from "../checks/explain-undecidable.ts";
import {
  adminApprovals,
  openApprovals,
  requiredApprovals,
  staleApprovals,
  validApprovals,
  waitsForAdminsFirst,
} from "../checks/required-approvals.ts";
import { isSamePerson } from "../checks/same-person.ts";
import { isSameUser } from "../checks/same-user.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { type FoundInChat, findInChat } from "../links/find-in-chat.ts";
import { mayUse } from "../links/judge-link.ts";
import { nameUnconfirmed } from "../links/name-unconfirmed.ts";
import { settleLink } from "../links/settle-link.ts";
import { piApproval } from "../outbox/pi-approval.ts";
import { toAdminChannel, toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrConflict } from "../plan.ts";
import { approvedByInvitation, describeInvitation } from "../roster/approved-by-invitation.ts";
import { followProject } from "../roster/follow-project.ts";
import { applyRules } from "../rules/apply-rules.ts";
import { done, notNeeded, type Outcome, type Stage, waitFor } from "../stage.ts";

export const awaitPi = {
  name: "await-pi",
  approval: "pi",
  async run(request, deps): Promise<Outcome> {
    if (waitsForAdminsFirst(request, deps.rules)) return askAdminsFirst(request, deps);
    if (!request.piEmail) return notNeeded("the requester leads the new project");
    if (openApprovals(request, deps.rules, "pi").length === 0) {
      const given = validApprovals(request).find(({ name }) => name === "pi");
      return given ? done(`approved by ${given.byName}`) : notNeeded("no PI has to decide");
    }
    const followed = await followProject(request, deps);
    if (followed) return followed;
    const asked = await whatIsAsked(request, deps);
    const superseded = staleApprovals(request);
    const invited = await approvedByInvitation({ ...request, plan: asked.plan ?? request.plan }, deps);
    if (invited) return { ...invited, facts: asked, approvals: { ...invited.approvals, superseded } };
    const ruled = await applyRules({ ...request, plan: asked.plan ?? request.plan }, "pi", deps);
    if (ruled.outcome) {
      const { facts, approvals } = ruled.outcome;
      return { ...ruled.outcome, facts: { ...asked, ...facts }, approvals: { ...approvals, superseded } };
    }
    const outcome = await askPi(request, deps);
    const details = { ...outcome.facts?.details, ...(await describeInvitation(request, deps)) };
    const facts = { ...outcome.facts, ...asked, details };
    const until = ruled.until ?? ("until" in outcome ? outcome.until : undefined);
    return { ...outcome, facts, ...(until ? { until } : {}), approvals: { superseded } };
  },
} as const satisfies Stage;

/** The PI or the address has changed since the admins approved, so they approve the new one before anyone else is asked. */
function askAdminsFirst(request: Request, { rules }: PipelineDeps): Outcome {
  const why = "Its PI or address has changed, so it needs another approval.";
  return {
    kind: "rewind",
    stage: "await-admin",
    note: why,
    approvals: { superseded: staleApprovals(request) },
    notifications: [toAdminChannel(request, rules.adminChannels, why)],
  };
}

/** What the approvals are about. If no admin has seen a plan, the PI's approval is for the plan of this moment. */
async function whatIsAsked(request: Request, deps: PipelineDeps): Promise<Facts> {
  const isForAdmins = request.plan.length > 0 && adminApprovals(request).length > 0;
  const planned = isForAdmins ? undefined : await planOrConflict(request, deps);
  return {
    required: requiredApprovals(request, deps.rules),
    // A name conflict is solved before anything is created, by the admins.
    ...(planned && "plan" in planned ? { plan: planned.plan } : {}),
  };
}

async function askPi(request: Request, deps: PipelineDeps) {
  const { chat, rules } = deps;
  const { adminChannels } = rules;
  const { name: piChat, verifiesAddresses } = chatOf(chat, request.piUser);
  const email = request.piEmail ?? "";
  const pi = request.piName ?? email;
  // The PI is looked up again: they may have joined or left the chat since the request came in.
  const looked = await findPi(request, deps);
  const found = looked.kind === "found" ? looked.actor : undefined;
  const self =
    email.toLowerCase() === request.email.toLowerCase() ||
    (found !== undefined && (await isSameUser(found.user, request.requesterUser, deps)));
  const others = await otherDeciders(request, deps);
  const piUnconfirmed = found ? null : await nameUnconfirmed(email, deps);

  /** Shows it to the admins, who decide for the PI or choose another. Other PIs and managers can decide as well. */
  const askAdmins = async (piWait: string, toSend: readonly NewNotification[]) => {
    const undecidable = others.length > 0 ? undefined : await explainForPi(request, deps);
    return waitFor("pi", undecidable ?? piWait, {
      facts: {
        piUser: null,
        delegates: others,
        details: { piWait, piUnconfirmed, undecidable: undecidable ?? null },
      },
      views: [{ audience: "admin", place: adminChannels }],
      notifications: undecidable ? [tellUndecidable(request, undecidable, deps)] : toSend,
      ...(undecidable ? { until: lookAgainAt(deps) } : {}),
    });
  };
  const tell = (why: string) => toAdminChannel(request, adminChannels, why);

  if (await isOffboarded(deps.db, { user: found?.user ?? request.piUser, email })) {
    const why = `${pi} was offboarded and can't decide. Decide for the PI or choose another PI.`;
    return askAdmins(`Waiting for an admin to decide for ${pi}, who was offboarded`, [tell(why)]);
  }
  if (rules.approvals.distinctPeople && hasApproved(request, found?.user)) {
    const why = `${pi} already approved this as an admin and can't approve it as the PI, too. Another admin needs to decide for the PI or choose another PI.`;
    const piWait = `Waiting for another admin to decide for ${pi}, who already approved as an admin`;
    return askAdmins(piWait, [tell(why)]);
  }
  if (found && !self) return askInChat(request, { user: found.user, name: found.name }, others, deps);

  const isUnproven = looked.kind === "unproven";
  const isMissing = looked.kind === "absent" || (isUnproven && verifiesAddresses);
  const gone = request.piUser !== null && !self && isMissing;
  const left = `${pi} is no longer on ${piChat}. Decide for the PI or choose another PI.`;
  if (self) {
    const why = `${pi} is the requester, so someone else has to decide.`;
    return askAdmins(`Waiting for an admin to decide for ${pi}, who is the requester`, [tell(why)]);
  }
  if (looked.kind === "unconfirmed") {
    const why = `We can't tell who ${pi} is on ${chat.name}: someone there has the address ${email}, but the link to ${pi} isn't confirmed. Decide on their behalf, choose another PI, or confirm the link with /acct link ${email} @person.`;
    const piWait = `Waiting for an admin to decide for ${pi}, whose link on ${chat.name} isn't confirmed`;
    return askAdmins(piWait, [tell(why)]);
  }
  if (!(await isTrustedPi(request, deps))) {
    const unknown = isUnproven
      ? `${piChat} can't show who ${pi} is, and no one here has confirmed the address ${email}. Decide on their behalf or choose another PI.`
      : `${pi} isn't on ${chat.name}, and no one here has confirmed the address ${email}. Decide on their behalf or choose another PI.`;
    const who = isUnproven ? `whose address ${piChat} doesn't prove` : `who isn't on ${chat.name}`;
    return askAdmins(`Waiting for an admin to decide for ${pi}, ${who}`, [tell(gone ? left : unknown)]);
  }
  const piWait = isUnproven
    ? `Waiting for ${pi} (emailed, because no confirmed user on ${piChat} is linked to them) or an admin`
    : `Waiting for ${pi} (not on ${chat.name}, emailed) or an admin`;
  return waitFor("pi", piWait, {
    facts: {
      piUser: null,
      delegates: others,
      details: { piWait, piUnconfirmed, undecidable: null },
    },
    views: [{ audience: "admin", place: adminChannels }],
    notifications: [...(gone ? [tell(left)] : []), piApproval(request, deps), waitingFor(request, pi)],
  });
}

/**
 * Finds the PI in the chat. Their address may have changed there since someone chose them, but their user has not. The request
 * keeps the address that was approved.
 */
async function findPi({ piEmail, piUser }: Request, deps: PipelineDeps): Promise<FoundInChat> {
  const looked = await findInChat(piEmail ?? "", deps);
  if ((looked.kind !== "absent" && looked.kind !== "unproven") || piUser === null) return looked;
  const actor = await deps.chat.getUser(piUser, { maxAgeMs: 0 });
  const { verifiesAddresses } = chatOf(deps.chat, piUser);
  if (actor.membership !== "member") return { kind: "absent" };
  // Someone chose this user. Whether the address belongs to them, only its owner can say.
  const isUnproven = !verifiesAddresses || actor.unverifiedEmail !== undefined || actor.entersEmail === true;
  const link = await settleLink(actor, deps);
  if (looked.kind === "unproven" || isUnproven) return { kind: "unproven" };
  return link && !mayUse(link.verdict) ? { kind: "unconfirmed" } : { kind: "found", actor };
}

/** The other PIs and managers of the project who are known in the chat. They decide as well, but are not asked. */
async function otherDeciders(request: Request, deps: PipelineDeps): Promise<Delegate[]> {
  const { kind, project, piEmail } = request;
  if (REQUEST_KINDS[kind].asksNamedPerson) return [];
  const known = await findDeciders(project ?? "", deps);
  // If the PI in the request isn't one of them, someone chose another PI on purpose, or the site doesn't know any.
  const isTheirs = known.some(({ email }) => email?.toLowerCase() === piEmail?.toLowerCase());
  if (!isTheirs) return [];
  return known.flatMap(({ user, name, role, email }) =>
    user === null || isRequester({ user, email }, request) || email?.toLowerCase() === piEmail?.toLowerCase()
      ? []
      : [{ user, name, role }],
  );
}

/** Explains to the admins that none of them can decide for the PI. Undefined if one can. */
async function explainForPi(request: Request, deps: PipelineDeps): Promise<string | undefined> {
  const forPi = { name: "pi", count: 1, from: [{ role: "admin", count: 0 }] };
  const why = await explainUndecidable(request, [forPi], deps);
  return why?.replace(/\.$/, ", or choose another PI.");
}

/** Whether the PI has already given another approval. */
function hasApproved(request: Request, user: string | undefined): boolean {
  const { piEmail } = request;
  const pi = { user: user ?? "", ...(piEmail ? { email: piEmail } : {}) };
  return validApprovals(request).some((one) => one.name !== "pi" && isSamePerson(pi, one));
}

/** Asks the PI and their current delegates. */
async function askInChat(
  request: Request,
  pi: { user: string; name: string },
  others: readonly Delegate[],
  deps: PipelineDeps,
) {
  const { db, now } = deps;
  const users = [pi.user, ...(await listOtherUsers(db, pi.user, deps.chat.adminChannels))];
  const delegations: Delegation[] = [];
  const mayDelegate = !REQUEST_KINDS[request.kind].asksNamedPerson;
  for (const each of mayDelegate ? await listDelegations(db, users, now()) : []) {
    const user = each.delegateUser;
    if (!(await isSameUser(user, request.requesterUser, deps)) && !(await isOffboarded(db, { user })))
      delegations.push(each);
  }
  const delegates = delegations.map(({ delegateUser, delegateName }) => ({
    user: delegateUser,
    name: delegateName,
  }));
  const isAsked = ({ user }: Delegate) => user === pi.user || delegates.some((one) => one.user === user);
  const ends = delegations.flatMap(({ until }) => until ?? []).toSorted((a, b) => a.getTime() - b.getTime());
  const views = [pi.user, ...delegates.map(({ user }) => user)].map(
    (place): NewView => ({ audience: "pi", place }),
  );
  // The admins are only asked once the PI hasn't replied for a while.
  const undecidable = request.escalatedAt === null ? undefined : await explainForPi(request, deps);
  const until = [...(ends[0] ? [ends[0]] : []), ...(undecidable ? [lookAgainAt(deps)] : [])];
  return waitFor("pi", `Waiting for ${[pi, ...delegates].map(({ name }) => name).join(" or ")}`, {
    facts: {
      piUser: pi.user,
      piName: pi.name,
      delegates: [...delegates, ...others.filter((one) => !isAsked(one))],
      details: { undecidable: undecidable ?? null },
    },
    views,
    notifications: [
      waitingFor(request, pi.name),
      ...(undecidable ? [tellUndecidable(request, undecidable, deps)] : []),
    ],
    ...(until.length > 0 ? { until: new Date(Math.min(...until.map(Number))) } : {}),
  });
}

/**
 * The requester entered the address and could have used one of their own. It is trusted if an admin has approved this
 * address, or if the site knows it as the address of someone who decides for the project.
 */
async function isTrustedPi(request: Request, deps: PipelineDeps): Promise<boolean> {
  if (REQUEST_KINDS[request.kind].asksNamedPerson) return true;
  if (validApprovals(request).some(({ roles }) => roles.includes("admin"))) return true;
  const address = request.piEmail?.toLowerCase();
  return (await findDeciders(request.project ?? "", deps)).some(
    ({ email }) => email?.toLowerCase() === address,
  );
}

/** The requester is told once for each PI. */
const waitingFor = (request: Request, pi: string) =>
  toRequester(request, "waiting-for-pi", { pi, number: request.piEmail ?? "" });
