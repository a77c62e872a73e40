import type { Actor } from "../chat/chat.ts";
import { chatOf } from "../chat/chat-of.ts";
import type { Reply } from "../chat/interaction.ts";
import type { Decider, Verdict } from "../db/names.ts";
import { quarantineAddress } from "../db/quarantined-addresses.ts";
import type { Request, RequiredApproval } from "../db/tables/requests.ts";
import { showRequestAgain } from "../db/views.ts";
import { answersMark } from "../pipeline/answers-mark.ts";
import { approvalsMissing } from "../pipeline/checks/approvals-missing.ts";
import { openApprovals, validApprovals } from "../pipeline/checks/required-approvals.ts";
import { findGroupsOf, rolesOf } from "../pipeline/checks/roles.ts";
import { isSamePerson } from "../pipeline/checks/same-person.ts";
import {
  type ChangeRequestDeps,
  type CommandDecision,
  changeRequest,
} from "../pipeline/engine/change-request.ts";
import { groupsOf, withGroupApprovals } from "../pipeline/other-groups.ts";
import type { PipelineDeps, Rules } from "../pipeline/pipeline-deps.ts";
import { workflowFor } from "../pipeline/workflow-for.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { describeRequired } from "../view/approvals.ts";
import { describeState, describeStateForOthers } from "../view/describe-state.ts";
import { groupOfApproval } from "../view/group-decisions.ts";
import type { Line } from "../view/notice.ts";
import { buildApproval } from "./build-approval.ts";
import { denyOnLeaving } from "./deny-on-leaving.ts";
import { explainOutdated } from "./deny-outdated.ts";
import { denyOffboarded, denyPausedPerson } from "./deny-paused-person.ts";
import { message, toEventActor } from "./handler.ts";
import { denyReason, denySecondApproval, isPi, type Right } from "./policy.ts";

const CHANGED_SINCE =
  "The request has changed since you opened this page, so nothing was decided. Open the link in the email again to see what it asks for now.";

export interface DecisionInput {
  readonly requestId: number;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** An admin decides for a PI who can't be asked. */
  readonly forPi?: boolean;
  /** The `answersMark` of what the person was shown, from a page that may have been open for long. */
  readonly seen?: string;
  /** The version of the request that the message in the chat shows; see `versionShown`. */
  readonly shownVersion?: number | undefined;
}

interface DecideContext extends ChangeRequestDeps, Pick<PipelineDeps, "chat"> {
  readonly rules: Pick<Rules, "approvals" | "groups" | "otherGroups" | "privilegedProjects" | "site">;
}

/**
 * Records a decision. Every surface uses this function. While it holds the row's lock, it checks that the request is waiting
 * for this decision and that this person may make it, and then writes the approval, the event, and the messages. Returns
 * undefined if the decision was recorded. Otherwise returns the reason: who decided first and when, or what is missing.
 */
export async function decide(
  input: DecisionInput,
  person: Actor,
  context: DecideContext,
): Promise<Undecided | undefined> {
  const { requestId, verdict, reason, forPi = false } = input;
  const actor = { ...person, ...(await findGroupsOf(person, context)) };
  let undecided: Undecided | undefined;
  let outdated: string | undefined;
  // An admin who decides several requests may meet one that they would decide as its PI.
  const paused = await denyPausedPerson("decide-as-pi", actor, context);
  const leaving = await denyOnLeaving(input, actor, context);
  const changed = await changeRequest(requestId, context, async (request, tx): Promise<CommandDecision> => {
    const decider = pendingDecider(request, context.workflows);
    const denial = denyReason(rightToDecide(request, context.workflows, forPi), actor, request);
    if (!decider || denial) {
      undecided = explainWhyUndecided(input, actor, request, denial);
      return { denial: undecided.why };
    }
    if (decider === "pi" && !forPi && paused) return { denial: paused };
    const offboarded = await denyOffboarded(actor, { ...context, db: tx });
    if (offboarded) return { denial: offboarded };
    if (input.seen !== undefined && input.seen !== answersMark(request)) return { denial: CHANGED_SINCE };
    outdated = await explainOutdated(request, input.shownVersion, tx);
    if (outdated) return { denial: outdated };
    if (leaving) return { denial: leaving };
    if (verdict === "spam" && !actor.isAdmin) return { denial: "Only admins can mark a request as spam." };

    const open = openApprovals(request, context.rules, decider);
    const roles = decider === "pi" ? ["pi"] : [...rolesOf(actor), ...groupsDecidedFor(request, open, actor)];
    const choice =
      verdict === "approved" ? chooseApproval(request, open, { actor, roles }, context) : undefined;
    if (choice && "why" in choice) {
      const unknown = choice.own
        ? undefined
        : explainUnknownGroups(actor, open, chatOf(context.chat, actor.user).name);
      undecided = unknown ? { why: unknown, own: false } : choice;
      return { denial: undecided.why };
    }
    const required =
      choice ?? open.find(({ from }) => from.some(({ role }) => roles.includes(role))) ?? open[0];
    const declined =
      verdict === "denied" && !actor.isAdmin ? declineGroups(request, open, roles, context) : undefined;
    if (declined) {
      return {
        command: { kind: "decline-groups", by: toEventActor(actor), reason: reason ?? "", ...declined },
      };
    }
    const at = context.now();
    const name = required?.name ?? decider;
    const forGroup =
      groupOfApproval(name) !== undefined && !rolesOf(actor).some((role) => isFrom(role, required));
    const approval = buildApproval(request, actor, { name, verdict, roles, at, reason, forPi, forGroup });
    const valid = [...validApprovals(request), approval];
    const isLast = verdict !== "approved" || open.every((one) => approvalsMissing(one, valid) === 0);
    return {
      command: { kind: "decide", approval, isLast },
      sideEffects: async (transaction) => {
        if (verdict === "spam")
          await quarantineAddress(transaction, { email: request.email, requestId, quarantinedAt: at });
      },
    };
  });
  if (outdated) await showRequestAgain(context.db, requestId, context.now());
  return changed.denial ? (undecided ?? { why: changed.denial, own: false }) : undefined;
}

/**
 * The groups besides the project that this person declines, if they decide about nothing else of the request: those groups are left
 * out, and the rest goes on. Undefined if their decision is about the request.
 */
function declineGroups(
  request: Request,
  open: readonly RequiredApproval[],
  roles: readonly string[],
  { rules }: DecideContext,
) {
  const theirs = open.filter(({ from }) => from.some(({ role }) => roles.includes(role)));
  const groups = theirs.flatMap(({ name }) => groupOfApproval(name) ?? []);
  if (theirs.length === 0 || groups.length < theirs.length) return undefined;
  const left = groupsOf(request, rules).filter(({ name }) => !groups.includes(name));
  const details = {
    groups: left.map(({ name }) => name),
    furtherApprovals: withGroupApprovals(request, left),
  };
  return { groups, details };
}

const isFrom = (role: string, required: RequiredApproval | undefined) =>
  required?.from.some((one) => one.role === role) ?? false;

/** The lists of people in whose place an admin decides about groups besides the project, because none of them has replied. */
const groupsDecidedFor = (
  { details }: Request,
  open: readonly RequiredApproval[],
  { isAdmin }: Actor,
): string[] =>
  isAdmin && details.groupsEscalatedAt
    ? open
        .filter(({ name }) => groupOfApproval(name) !== undefined)
        .flatMap(({ from }) => from.map(({ role }) => role))
    : [];

/** Explains that the person may be in a group that is asked, but the chat can't say. Undefined if that isn't the case. */
export function explainUnknownGroups(
  { unknownGroups = [] }: Pick<Actor, "unknownGroups">,
  required: readonly RequiredApproval[],
  chat: string,
): string | undefined {
  const asked = unknownGroups.filter((name) =>
    required.some(({ from }) => from.some(({ role }) => role === name)),
  );
  return asked.length === 0
    ? undefined
    : `We can't check on ${chat} at the moment who is in ${asked.join(" and ")}. Please try again in a few minutes. If it keeps happening, tell an admin.`;
}

interface Approver {
  readonly actor: Actor;
  readonly roles: readonly string[];
}

/**
 * Chooses which of the open approvals this person gives: the first to which they contribute. Otherwise returns why they give
 * none: they already approved, or only people with other roles are missing.
 */
function chooseApproval(
  request: Request,
  open: readonly RequiredApproval[],
  { actor, roles }: Approver,
  { rules }: DecideContext,
): RequiredApproval | Undecided {
  const valid = validApprovals(request);
  const given = { verdict: "approved", by: actor.user, roles } as const;
  const email = actor.email?.toLowerCase();
  const contributes = (required: RequiredApproval) => {
    const one = { ...given, ...(email ? { email } : {}), name: required.name };
    return approvalsMissing(required, [...valid, one]) < approvalsMissing(required, valid);
  };
  const mine = open.find(contributes);
  const isRepeated = open.some(({ name }) =>
    valid.some((one) => one.name === name && isSamePerson(actor, one)),
  );
  if (isRepeated && (!mine || rules.approvals.distinctPeople)) {
    return { why: `${explainRepeat(request.id, "approved")} ${describeMissing(request, open)}`, own: true };
  }
  if (!mine) {
    return {
      why: `Your approval of request ${request.id} isn't needed. ${describeMissing(request, open)}`,
      own: false,
    };
  }
  const second = rules.approvals.distinctPeople ? denySecondApproval(actor, request, mine.name) : undefined;
  return second ? { why: second, own: false } : mine;
}

/** Says whose approval is still missing: "It still needs 1 more approval: Security." */
function describeMissing(request: Request, open: readonly RequiredApproval[]): string {
  const valid = validApprovals(request);
  const count = open.reduce((all, required) => all + approvalsMissing(required, valid), 0);
  const names = open.map(describeRequired).join(", ");
  return `It still needs ${count} more ${count === 1 ? "approval" : "approvals"}: ${names}.`;
}

export interface Undecided {
  readonly why: Line;
  /** The same person already made the same decision: they clicked twice, or they clicked a button in an old message. */
  readonly own: boolean;
}

const isRepeat = (
  { verdict }: Pick<DecisionInput, "verdict">,
  { approvals }: Request,
  actor: Actor,
): boolean => approvals.some((made) => made.verdict === verdict && isSamePerson(actor, made));

const explainRepeat = (requestId: number, verdict: Verdict) =>
  `You have already ${verdict === "spam" ? `marked request ${requestId} as spam` : `${verdict} request ${requestId}`}.`;

/** Returns whose approval the request waits for. Returns undefined if it doesn't need a decision now. */
export function pendingDecider(request: Request, workflows: Workflows): Decider | undefined {
  if (request.status !== "waiting") return undefined;
  return workflowFor(request, workflows).find(({ name }) => name === request.stage)?.approval;
}

/**
 * Returns the right that a person needs to decide on a request now. If it doesn't need a decision, everyone who may see the
 * request is told why.
 */
export function rightToDecide(request: Request, workflows: Workflows, forPi = false): Right {
  const decider = pendingDecider(request, workflows);
  if (decider === undefined) return "see";
  if (decider === "admin") return "decide-as-admin";
  return forPi ? "decide-for-pi" : "decide-as-pi";
}

/** Explains to a person why their decision is not recorded. `denial` is set if they don't have the right. */
export function explainWhyUndecided(
  input: Pick<DecisionInput, "verdict" | "forPi">,
  actor: Actor,
  request: Request,
  denial: string | undefined,
): Undecided {
  if (isRepeat(input, request, actor)) return { why: explainRepeat(request.id, input.verdict), own: true };
  const state = actor.isAdmin ? describeState(request) : describeStateForOthers(request);
  const why = denial ?? `Request ${request.id} doesn't need a decision: ${state}.`;
  return { why: explainTooLate(request, actor, input.forPi ?? false) ?? why, own: false };
}

/** Explains who decided first and when. Returns a line only for people who could have made that decision themselves. */
function explainTooLate(request: Request, actor: Actor, forPi: boolean): Line | undefined {
  const { id, approvals } = request;
  const asPi = forPi || isPi(actor, request);
  const last = (isOfPi: boolean) => approvals.findLast(({ name }) => (name === "pi") === isOfPi);
  const made = (asPi ? last(true) : undefined) ?? (actor.isAdmin ? last(false) : undefined);
  if (!made) return undefined;
  const what = made.verdict === "spam" ? `marked request ${id} as spam` : `${made.verdict} request ${id}`;
  return [`${made.byName} already ${what} on `, new Date(made.at), "."];
}

/**
 * Explains why the decision was not recorded. "Not approved" would be wrong for a person who already made the same decision.
 */
export const explainUndecided = (title: string, { why, own }: Undecided): Reply =>
  own ? message("Nothing changed", why) : message(title, why);
