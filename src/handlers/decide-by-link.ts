import { type Card, cardOf } from "../chat/card.ts";
import type { Line } from "../chat/notice.ts";
import { listEvents } from "../db/requests.ts";
import { type DeadLink, openByLink } from "./by-link.ts";
import { decide } from "./decide.ts";
import { type Handling, UserError } from "./handler.ts";
import { handOn } from "./not-mine.ts";

/** What the page behind the link in a PI's mail shows and does. */
export interface DecidingByLink {
  /** The card as the PI sees it, or why there is nothing to decide. Changes nothing. */
  look(token: string): Promise<LinkLook>;
  /** Undefined when it was decided; otherwise why not. */
  decide(token: string, verdict: "approved" | "denied", reason: string): Promise<Line | undefined>;
  /** It is somebody else's: whose, if a mail address is given. */
  handOn(token: string, named: string): Promise<{ readonly late?: Line; readonly fault?: string }>;
}

export type LinkLook =
  | { readonly kind: "open" | "decided"; readonly card: Card }
  | { readonly kind: DeadLink };

type DecideContext = Pick<Handling, "db" | "journeys" | "now" | "secretKey" | "chat" | "rules">;

const DEAD = "This link does not work any more.";

/** Deciding from a mail, for PIs who are not in the chat. */
export function decidingByLink(tools: DecideContext): DecidingByLink {
  return {
    async look(token) {
      const opened = await openByLink(token, "decide", tools);
      if (opened.kind !== "opened") return { kind: opened.kind };
      const { status, stage } = opened.request;
      const waits = status === "waiting" && stage === "await-pi";
      return {
        kind: waits ? "open" : "decided",
        card: cardOf(opened.request, await listEvents(tools.db, opened.request.id), {
          audience: "pi",
          dryRun: tools.rules.dryRun,
        }),
      };
    },
    async decide(token, verdict, reason) {
      const opened = await openByLink(token, "decide", tools);
      if (opened.kind !== "opened") return DEAD;
      const wish = { requestId: opened.request.id, verdict, ...(reason ? { reason } : {}) };
      return (await decide(wish, opened.actor, tools))?.why;
    },
    async handOn(token, named) {
      const opened = await openByLink(token, "decide", tools);
      if (opened.kind !== "opened") return { late: DEAD };
      try {
        const late = await handOn(opened.request.id, named, opened.actor, tools);
        return late ? { late } : {};
      } catch (error) {
        if (error instanceof UserError) return { fault: error.message };
        throw error;
      }
    },
  };
}
