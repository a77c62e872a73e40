import { findRequest, listEvents } from "../db/requests.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { answersMark } from "../pipeline/answers-mark.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import { requestIdIn } from "../pipeline/secrets/signed-token.ts";
import { buildCard, type Card } from "../view/card.ts";
import { groupsToDecide } from "../view/group-decisions.ts";
import type { Line } from "../view/notice.ts";
import { reassignTo } from "./actions/reassign.ts";
import { DEAD_LINK, type DeadLink, verifyLink } from "./by-link.ts";
import { decide } from "./decide.ts";
import { waitsForReader } from "./decision-token.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, UserError } from "./handler.ts";

/** The operations of the page that a PI's email links to. */
export interface DecisionByLink {
  /** Returns the card as the PI sees it, or why the link doesn't work. Changes nothing. */
  inspect(token: string): Promise<LinkAccess>;
  /** Records the decision. Returns the reason if it could not be recorded, and undefined otherwise. */
  decide(
    token: string,
    verdict: "approved" | "denied",
    reason: string,
    /** What `inspect` returned with the card. */
    seen?: string,
  ): Promise<Line | undefined>;
  /** Passes the decision on: to the person with this email address or, if it is empty, back to the admins. */
  reassign(token: string, named: string): Promise<{ readonly late?: Line; readonly error?: string }>;
}

/**
 * What became of a request that doesn't wait for the reader anymore. "not-handed-over": the PI doesn't want to hand over the project
 * anymore. "over": no one decided, for example in time.
 */
type Settled = "decided" | "withdrawn" | "not-handed-over" | "over";

export type LinkAccess =
  | { readonly kind: "open"; readonly card: Card; readonly seen: string }
  | { readonly kind: Settled | DeadLink };

type DecideContext = Pick<HandlerContext, "db" | "workflows" | "now" | "secretKey" | "chat" | "rules">;

/** Lets PIs who aren't in the chat decide from an email. */
export function decideByLink(context: DecideContext): DecisionByLink {
  return {
    async inspect(token) {
      const verified = await verifyLink(token, "decide", context);
      if (verified.kind === "expired") return { kind: await whyExpired(token, context) };
      if (verified.kind !== "verified") return { kind: verified.kind };
      const { request, actor } = verified;
      if (!waitsForReader(actor, request)) return { kind: whatBecameOf(request) };
      const aboutGroups = groupsToDecide(request, actor.user).length > 0;
      return {
        kind: "open",
        seen: answersMark(request),
        card: buildCard(request, await listEvents(context.db, request.id), {
          audience: "pi",
          ...(aboutGroups ? { place: actor.user } : {}),
          dryRun: context.rules.dryRun,
        }),
      };
    },
    async decide(token, verdict, reason, seen) {
      const verified = await verifyLink(token, "decide", context);
      if (verified.kind !== "verified") return DEAD_LINK;
      const { id: requestId } = verified.request;
      const input = { requestId, verdict, ...(reason ? { reason } : {}), ...(seen ? { seen } : {}) };
      return (await decide(input, verified.actor, context))?.why;
    },
    async reassign(token, named) {
      const verified = await verifyLink(token, "decide", context);
      if (verified.kind !== "verified") return { late: DEAD_LINK };
      const offboarded = await denyOffboarded(verified.actor, context);
      if (offboarded) return { late: offboarded };
      try {
        const late = await reassignTo(verified.request.id, named, verified.actor, context);
        return late ? { late } : {};
      } catch (error) {
        if (error instanceof UserError) return { error: error.message };
        throw error;
      }
    },
  };
}

function whatBecameOf({ kind, status, approvals }: Request): Settled {
  if (status === "withdrawn") return REQUEST_KINDS[kind].asksNamedPerson ? "not-handed-over" : "withdrawn";
  const isDecided = approvals.some(({ verdict }) => verdict === "denied");
  return status === "refused" && !isDecided ? "over" : "decided";
}

/** An admin decides once the link has expired, but only while the request is open. */
async function whyExpired(token: string, { db }: DecideContext): Promise<Settled | "expired"> {
  const request = await findRequest(db, requestIdIn(token) ?? 0);
  return request && hasEnded(request) ? whatBecameOf(request) : "expired";
}
