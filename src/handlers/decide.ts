import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { APPROVALS, type Approval, type Verdict } from "../db/names.ts";
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
import { denyReason, denySecondApproval, isPi, isSamePerson } from "./policy.ts";

export interface DecisionInput {
  readonly requestId: number;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** An admin decides for a PI who can't be asked. */
  readonly inPlaceOfPi?: boolean;
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
  const { requestId, verdict, reason, inPlaceOfPi = false } = input;
  let own = false;
  const changed = await changeRequest(requestId, context, (request): CommandDecision => {
    const approval = request.status === "waiting" ? pendingApproval(request, context.workflows) : undefined;
    const denial = approval
      ? denyReason(requiredRight(approval, inPlaceOfPi), actor, request)
      : (denyReason("see", actor, request) ??
        `Request ${requestId} doesn't need a decision: ${actor.isAdmin ? describeState(request) : describeStateForOthers(request)}.`);
    if (!approval || denial) {
      own = isRepeat(input, request, actor);
      if (own) return { denial: explainRepeat(input) };
      return {
        denial: explainTooLate(request, actor, inPlaceOfPi) ?? denial ?? "It doesn't need a decision.",
      };
    }
    const { distinctPeople } = context.rules.approvals;
    const second =
      verdict === "approved" && distinctPeople ? denySecondApproval(actor, request, approval) : undefined;
    if (second) return { denial: second };
    const at = context.now();
    const decision: Decision = {
      verdict,
      by: actor.user,
      byName: inPlaceOfPi ? `${actor.name} (for the PI)` : actor.name,
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
  return changed.denial ? { why: changed.denial, own } : undefined;
}

export interface Undecided {
  readonly why: Line;
  /** The same person already made the same decision: they clicked twice, or they clicked a button in an old message. */
  readonly own: boolean;
}

function isRepeat({ verdict }: DecisionInput, { decisions }: Request, actor: Actor): boolean {
  return APPROVALS.some((approval) => {
    const made = decisions[approval];
    return made?.verdict === verdict && isSamePerson(actor, made);
  });
}

const explainRepeat = ({ requestId, verdict }: DecisionInput) =>
  `You have already ${verdict === "spam" ? `marked request ${requestId} as spam` : `${verdict} request ${requestId}`}.`;

/** Returns the approval that the request's stage waits for. */
export function pendingApproval(request: Request, workflows: Workflows): Approval | undefined {
  return workflowFor(request, workflows).find(({ name }) => name === request.stage)?.approval;
}

function requiredRight(approval: Approval, inPlaceOfPi: boolean) {
  if (approval === "admin") return "decide-as-admin";
  return inPlaceOfPi ? "decide-in-place-of-pi" : "decide-as-pi";
}

/** Explains who decided first and when. Returns a line only for people who could have made that decision themselves. */
function explainTooLate(request: Request, actor: Actor, inPlaceOfPi: boolean): Line | undefined {
  const { id, decisions } = request;
  const asPi = inPlaceOfPi || isPi(actor, request);
  const made = (asPi ? decisions.pi : undefined) ?? (actor.isAdmin ? decisions.admin : undefined);
  if (!made) return undefined;
  const what = made.verdict === "spam" ? `marked request ${id} as spam` : `${made.verdict} request ${id}`;
  return [`${made.byName} already ${what} on `, new Date(made.at), "."];
}

/**
 * Explains why the decision was not recorded. "Not approved" would be wrong for a person who already made the same decision.
 */
export const explainUndecided = (title: string, { why, own }: Undecided): Reply =>
  own ? message("No change", why) : message(title, why);
