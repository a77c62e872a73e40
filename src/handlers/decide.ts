import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { DECIDERS, type Approval, type Verdict } from "../db/names.ts";
import { quarantineAddress } from "../db/quarantined-addresses.ts";
import type { Decision, Request } from "../db/tables/requests.ts";
import {
  type ChangeRequestDeps,
  type CommandDecision,
  changeRequest,
} from "../pipeline/engine/change-request.ts";
import type { Rules } from "../pipeline/pipeline-deps.ts";
import { workflowFor } from "../pipeline/workflow-for.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { describeState, describeStateForOthers } from "../view/describe-state.ts";
import type { Line } from "../view/notice.ts";
import { message } from "./handler.ts";
import { denyReason, denySecondApproval, isPi, isSamePerson, type Right } from "./policy.ts";

export interface DecisionInput {
  readonly requestId: number;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** An admin decides for a PI who can't be asked. */
  readonly forPi?: boolean;
}

interface DecideContext extends ChangeRequestDeps {
  readonly rules: Pick<Rules, "approvals">;
}

/**
 * Records a decision. Every surface uses this function. While it holds the row's lock, it checks that the request is waiting
 * for this decision and that this person may make it, and then writes the decision, the event, and the messages. Returns
 * undefined if the decision was recorded. Otherwise returns the reason: who decided first and when, or what is missing.
 */
export async function decide(
  input: DecisionInput,
  actor: Actor,
  context: DecideContext,
): Promise<Undecided | undefined> {
  const { requestId, verdict, reason, forPi = false } = input;
  let undecided: Undecided | undefined;
  const changed = await changeRequest(requestId, context, (request): CommandDecision => {
    const approval = pendingApproval(request, context.workflows);
    const denial = denyReason(rightToDecide(request, context.workflows, forPi), actor, request);
    if (!approval || denial) {
      undecided = explainWhyUndecided(input, actor, request, denial);
      return { denial: undecided.why };
    }
    const { distinctPeople } = context.rules.approvals;
    const second =
      verdict === "approved" && distinctPeople ? denySecondApproval(actor, request, approval) : undefined;
    if (second) return { denial: second };
    const at = context.now();
    const decision: Decision = {
      verdict,
      by: actor.user,
      byName: forPi ? `${actor.name} (for the PI)` : actor.name,
      at: at.toISOString(),
      ...(actor.email ? { email: actor.email.toLowerCase() } : {}),
      ...(approval === "admin" && request.piEmail ? { pi: request.piEmail.toLowerCase() } : {}),
      ...(reason ? { reason } : {}),
    };
    return {
      command: { kind: "decide", approval, decision },
      sideEffects: async (tx) => {
        if (verdict === "spam")
          await quarantineAddress(tx, { email: request.email, requestId, quarantinedAt: at });
      },
    };
  });
  return changed.denial ? (undecided ?? { why: changed.denial, own: false }) : undefined;
}

export interface Undecided {
  readonly why: Line;
  /** The same person already made the same decision: they clicked twice, or they clicked a button in an old message. */
  readonly own: boolean;
}

function isRepeat(
  { verdict }: Pick<DecisionInput, "verdict">,
  { decisions }: Request,
  actor: Actor,
): boolean {
  return DECIDERS.some((approval) => {
    const made = decisions[approval];
    return made?.verdict === verdict && isSamePerson(actor, made);
  });
}

const explainRepeat = (requestId: number, verdict: Verdict) =>
  `You have already ${verdict === "spam" ? `marked request ${requestId} as spam` : `${verdict} request ${requestId}`}.`;

/** Returns the approval that the request waits for. Returns undefined if it doesn't need a decision now. */
export function pendingApproval(request: Request, workflows: Workflows): Approval | undefined {
  if (request.status !== "waiting") return undefined;
  return workflowFor(request, workflows).find(({ name }) => name === request.stage)?.approval;
}

/**
 * Returns the right that a person needs to decide on a request now. If it doesn't need a decision, everyone who may see the
 * request is told why.
 */
export function rightToDecide(request: Request, workflows: Workflows, forPi = false): Right {
  const approval = pendingApproval(request, workflows);
  if (approval === undefined) return "see";
  if (approval === "admin") return "decide-as-admin";
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
  const { id, decisions } = request;
  const asPi = forPi || isPi(actor, request);
  const made = (asPi ? decisions.pi : undefined) ?? (actor.isAdmin ? decisions.admin : undefined);
  if (!made) return undefined;
  const what = made.verdict === "spam" ? `marked request ${id} as spam` : `${made.verdict} request ${id}`;
  return [`${made.byName} already ${what} on `, new Date(made.at), "."];
}

/**
 * Explains why the decision was not recorded. "Not approved" would be wrong for a person who already made the same decision.
 */
export const explainUndecided = (title: string, { why, own }: Undecided): Reply =>
  own ? message("Nothing changed", why) : message(title, why);
