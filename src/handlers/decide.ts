import type { Actor } from "../chat/chat.ts";
import type { Line } from "../chat/notice.ts";
import { stateOf } from "../chat/state-of.ts";
import { holdAddress } from "../db/held-addresses.ts";
import type { Approval, Decision, Request, Verdict } from "../db/schema.ts";
import { type ActingOn, actOn, type Judgement } from "../pipeline/act-on.ts";
import { journeyOf } from "../pipeline/journey-of.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import type { Rules } from "../pipeline/tools.ts";
import { isPi, objectionTo, objectionToSecondApproval } from "./policy.ts";

export interface Wish {
  readonly requestId: number;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** An admin decides for a PI who cannot be asked. */
  readonly inPlaceOfPi?: boolean;
}

interface Deciding extends ActingOn {
  readonly rules: Pick<Rules, "approvals">;
}

/**
 * The one way to decide, from every surface. Under the row's lock it checks that the request waits for this decision and
 * that this person may make it, and writes decision, event and messages. Returns undefined when it did;
 * otherwise why not: who was faster and when, or what is missing.
 */
export async function decide(wish: Wish, actor: Actor, acting: Deciding): Promise<Line | undefined> {
  const { requestId, verdict, reason, inPlaceOfPi = false } = wish;
  const acted = await actOn(requestId, acting, (request): Judgement => {
    const approval = request.status === "waiting" ? waitsFor(request, acting.journeys) : undefined;
    const objection = approval
      ? objectionTo(rightFor(approval, inPlaceOfPi), actor, request)
      : (objectionTo("see", actor, request) ??
        `Request ${requestId} waits for no decision: ${stateOf(request)}.`);
    if (!approval || objection) {
      return { objection: tooLate(request, actor, inPlaceOfPi) ?? objection ?? "It waits for no decision." };
    }
    const { distinctPeople } = acting.rules.approvals;
    const second =
      verdict === "approved" && distinctPeople
        ? objectionToSecondApproval(actor, request, approval)
        : undefined;
    if (second) return { objection: second };
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
      deed: { kind: "decide", approval, decision },
      also: async (tx) => {
        if (verdict === "spam") await holdAddress(tx, { email: request.email, requestId, heldAt: at });
      },
    };
  });
  return acted.objection;
}

/** Whose word the request waits for at its stage. */
export function waitsFor(request: Request, journeys: Journeys): Approval | undefined {
  return journeyOf(request, journeys).find(({ name }) => name === request.stage)?.decidedBy;
}

function rightFor(approval: Approval, inPlaceOfPi: boolean) {
  if (approval === "admin") return "decide-as-admin";
  return inPlaceOfPi ? "decide-in-place-of-pi" : "decide-as-pi";
}

/** Somebody was faster: who, and when. Told to those who could have decided. */
function tooLate(request: Request, actor: Actor, inPlaceOfPi: boolean): Line | undefined {
  const { id, decisions } = request;
  const asPi = inPlaceOfPi || (isPi(actor, request) && !actor.isAdmin);
  const made = asPi ? decisions.pi : actor.isAdmin ? decisions.admin : undefined;
  if (!made) return undefined;
  const verb = made.verdict === "spam" ? "marked as spam" : made.verdict;
  return [`Request ${id} was already ${verb} by ${made.byName}, `, new Date(made.at), "."];
}
