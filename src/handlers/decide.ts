import type { Reply } from "../chat/call.ts";
import type { Actor } from "../chat/chat.ts";
import type { Line } from "../chat/notice.ts";
import { stateForOthers, stateOf } from "../chat/state-of.ts";
import { holdAddress } from "../db/held-addresses.ts";
import { APPROVALS, type Approval, type Decision, type Request, type Verdict } from "../db/schema.ts";
import { type ActingOn, actOn, type Judgement } from "../pipeline/act-on.ts";
import { journeyOf } from "../pipeline/journey-of.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import type { Rules } from "../pipeline/tools.ts";
import { say } from "./handler.ts";
import { isPi, isSamePerson, objectionTo, objectionToSecondApproval } from "./policy.ts";

export interface Wish {
  readonly requestId: number;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** An admin decides for a PI who cannot be asked. */
  readonly inPlaceOfPi?: boolean;
}

interface DecideContext extends ActingOn {
  readonly rules: Pick<Rules, "approvals">;
}

/**
 * The one way to decide, from every surface. Under the row's lock it checks that the request waits for this decision and
 * that this person may make it, and writes decision, event and messages. Returns undefined when it did;
 * otherwise why not: who was faster and when, or what is missing; `own` when it was this very person, who said the same.
 */
export async function decide(
  wish: Wish,
  actor: Actor,
  acting: DecideContext,
): Promise<Undecided | undefined> {
  const { requestId, verdict, reason, inPlaceOfPi = false } = wish;
  let own = false;
  const acted = await actOn(requestId, acting, (request): Judgement => {
    const approval = request.status === "waiting" ? waitsFor(request, acting.journeys) : undefined;
    const objection = approval
      ? objectionTo(rightFor(approval, inPlaceOfPi), actor, request)
      : (objectionTo("see", actor, request) ??
        `Request ${requestId} waits for no decision: ${actor.isAdmin ? stateOf(request) : stateForOthers(request)}.`);
    if (!approval || objection) {
      own = isOwn(wish, request, actor);
      if (own) return { objection: ownWords(wish) };
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
  return acted.objection ? { why: acted.objection, own } : undefined;
}

export interface Undecided {
  readonly why: Line;
  /** They have decided the same way before: they pressed twice, or on an old message. */
  readonly own: boolean;
}

function isOwn({ verdict }: Wish, { decisions }: Request, actor: Actor): boolean {
  return APPROVALS.some((approval) => {
    const made = decisions[approval];
    return made?.verdict === verdict && isSamePerson(actor, made);
  });
}

const ownWords = ({ requestId, verdict }: Wish) =>
  `You have already ${verdict === "spam" ? `marked request ${requestId} as spam` : `${verdict} request ${requestId}`}.`;

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
  const asPi = inPlaceOfPi || isPi(actor, request);
  const made = (asPi ? decisions.pi : undefined) ?? (actor.isAdmin ? decisions.admin : undefined);
  if (!made) return undefined;
  const verb = made.verdict === "spam" ? "marked as spam" : made.verdict;
  return [`Request ${id} was already ${verb} by ${made.byName}, `, new Date(made.at), "."];
}

/** Why it was not decided, on its own: to somebody who has said the same before, "Not approved" would be untrue. */
export const sayUndecided = (title: string, { why, own }: Undecided): Reply =>
  own ? say("No change", why) : say(title, why);
