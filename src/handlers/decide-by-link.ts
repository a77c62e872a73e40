import { type Card, cardOf } from "../chat/card.ts";
import type { Actor } from "../chat/chat.ts";
import type { Line } from "../chat/notice.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { requestIdIn, verifyDecisionToken } from "../pipeline/decision-token.ts";
import { decide } from "./decide.ts";
import type { Handling } from "./handler.ts";
import { mailUser } from "./policy.ts";

/** What the page behind the link in a PI's mail shows and does. */
export interface DecidingByLink {
  /** The card as the PI sees it, or why there is nothing to decide. Changes nothing. */
  look(token: string): Promise<LinkLook>;
  /** Undefined when it was decided; otherwise why not. */
  decide(token: string, verdict: "approved" | "denied", reason: string): Promise<Line | undefined>;
}

export type LinkLook =
  | { readonly kind: "open" | "decided"; readonly card: Card }
  | { readonly kind: "unknown" | "expired" };

type Deciding = Pick<Handling, "db" | "journeys" | "now" | "secretKey">;

/** Deciding from a mail, for PIs who are not in the chat. */
export function decidingByLink(tools: Deciding): DecidingByLink {
  const { db, now, secretKey } = tools;

  async function open(token: string): Promise<Request | "unknown" | "expired"> {
    const requestId = requestIdIn(token);
    const request = requestId === undefined ? undefined : await findRequest(db, requestId);
    if (!request?.piEmail) return "unknown";
    const signed = verifyDecisionToken(secretKey, token, { requestId: request.id, email: request.piEmail });
    if (!signed) return "unknown";
    return signed.until <= now() ? "expired" : request;
  }

  return {
    async look(token) {
      const request = await open(token);
      if (request === "unknown" || request === "expired") return { kind: request };
      const waits = request.status === "waiting" && request.stage === "await-pi";
      return { kind: waits ? "open" : "decided", card: cardOf(request, [], "pi") };
    },
    async decide(token, verdict, reason) {
      const request = await open(token);
      if (request === "unknown" || request === "expired") return "This link does not work any more.";
      return decide({ requestId: request.id, verdict, ...(reason ? { reason } : {}) }, piOf(request), tools);
    },
  };
}

/** Whoever can read the PI's mail: that is who the link makes sure of, and nothing more. */
function piOf({ piEmail, piName }: Request): Actor {
  const email = piEmail ?? "";
  return {
    user: mailUser(email),
    name: piName ?? email,
    email,
    givenName: "",
    familyName: piName ?? "",
    standing: "member",
    isAdmin: false,
  };
}
