import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { APPROVALS, type Approval, type Verdict } from "../db/names.ts";
import { quarantineAddress } from "../db/quarantined-addresses.ts";
import type { Decision, Request } from "../db/schema.ts";
import {
  type ActionDecision,
  type ChangeRequestDeps,
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
  /** An admin decides for a PI who cannot be asked. */
  readonly inPlaceOfPi?: boolean;
}

interface DecideContext extends ChangeRequestDeps {
  readonly rules: Pick<Rules, "approvals">;
}

/**
 * The one way to decide, from every surface. Under the row's lock it checks that the request waits for this decision and
 * that this person may make it, and writes decision, event and messages. Returns undefined when it did;
 * otherwise why not: who was faster and when, or what is missing; `own` when it was this very person, who said the same.
 */
export async function decide(
  wish: DecisionInput,
  actor: Actor,
  acting: DecideContext,
): Promise<Undecided | undefined> {
  const { requestId, verdict, reason, inPlaceOfPi = false } = wish;
  let own = false;
  const acted = await changeRequest(requestId, acting, (request): ActionDecision => {
    const approval = request.status === "waiting" ? pendingApproval(request, acting.workflows) : undefined;
    const denial = approval
      ? denyReason(rightFor(approval, inPlaceOfPi), actor, request)
      : (denyReason("see", actor, request) ??
        `Request ${requestId} waits for no decision: ${actor.isAdmin ? describeState(request) : describeStateForOthers(request)}.`);
    if (!approval || denial) {
      own = isOwn(wish, request, actor);
      if (own) return { denial: ownWords(wish) };
      return { denial: tooLate(request, actor, inPlaceOfPi) ?? denial ?? "It waits for no decision." };
    }
    const { distinctPeople } = acting.rules.approvals;
    const second =
      verdict === "approved" && distinctPeople ? denySecondApproval(actor, request, approval) : undefined;
    if (second) return { denial: second };
    const at = acting.now();
    const decision: Decision = {
      verdict,
      by: actor.user,
      byName: inPlaceOfPi ? `${actor.name}, in the PI's place` : actor.name,
      at: at.toISOString(),
      ...(actor.email ? { email: actor.email.toLowerCase() } : {}),
      ...(approval === "admin" && request.piEmail ? { pi: request.piEmail.toLowerCase() } : {}),
      ...(reason ? { reason } : {}),
    };
    return {
      action: { kind: "decide", approval, decision },
      also: async (tx) => {
        if (verdict === "spam")
          await quarantineAddress(tx, { email: request.email, requestId, quarantinedAt: at });
      },
    };
  });
  return acted.denial ? { why: acted.denial, own } : undefined;
}

export interface Undecided {
  readonly why: Line;
  /** They have decided the same way before: they pressed twice, or on an old message. */
  readonly own: boolean;
}

function isOwn({ verdict }: DecisionInput, { decisions }: Request, actor: Actor): boolean {
  return APPROVALS.some((approval) => {
    const made = decisions[approval];
    return made?.verdict === verdict && isSamePerson(actor, made);
  });
}

const ownWords = ({ requestId, verdict }: DecisionInput) =>
  `You have already ${verdict === "spam" ? `marked request ${requestId} as spam` : `${verdict} request ${requestId}`}.`;

/** Whose word the request waits for at its stage. */
export function pendingApproval(request: Request, workflows: Workflows): Approval | undefined {
  return workflowFor(request, workflows).find(({ name }) => name === request.stage)?.approval;
}

function rightFor(approval: Approval, inPlaceOfPi: boolean) {
  if (approval === "admin") return "decide-as-admin";
  return inPlaceOfPi ? "decide-in-place-of-pi" : "decide-as-pi";
}

/** Somebody was faster: who, and when. Told to those who could have decided. */
function tooLate(request: Request, actor: Actor, inPlaceOfPi: boolean): Line | undefined {
  const { id, decisions } = request;
  const asPi = inPlaceOfPi || isPi(actor, request);
  const made = (asPi ? decisions.pi : undefined) ?? (actor.isAdmin ? decisions.admin : undefined);
  if (!made) return undefined;
  const verb = made.verdict === "spam" ? "marked as spam" : made.verdict;
  return [`Request ${id} was already ${verb} by ${made.byName}, `, new Date(made.at), "."];
}

/** Why it was not decided, on its own: to somebody who has said the same before, "Not approved" would be untrue. */
export const explainUndecided = (title: string, { why, own }: Undecided): Reply =>
  own ? message("No change", why) : message(title, why);
