import { setTimeout as pause } from "node:timers/promises";
import type { Line } from "../chat/notice.ts";
import { applyChange } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { isLocked } from "../db/database-lost.ts";
import { lockRequestNow } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { journeyOf } from "./journey-of.ts";
import type { Journeys } from "./journeys.ts";
import { settle } from "./settle.ts";
import type { Deed } from "./settle-deed.ts";

export interface ActingOn {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly now: () => Date;
}

/** Under the lock: what is done to the request, or why it is not. `also` writes what belongs to it, in the same transaction. */
export type Judgement =
  | { readonly deed: Deed; readonly also?: (tx: Db) => Promise<void> }
  | { readonly objection: Line };

export type Acted =
  | { readonly kind: "done"; readonly request: Request; readonly objection?: undefined }
  | { readonly kind: "refused"; readonly request: Request; readonly objection: Line }
  /** There is no such request, or somebody holds its row, past everything that acct does. */
  | { readonly kind: "unknown" | "locked"; readonly objection: Line };

/**
 * The one way in which people change a request: under the row's lock `judge` sees it as it is, and its deed is settled,
 * with event and messages, or nothing is. Says why not in a sentence for the person.
 */
export async function actOn(
  requestId: number,
  { db, journeys, now }: ActingOn,
  judge: (request: Request, tx: Db) => Judgement | Promise<Judgement>,
): Promise<Acted> {
  const attempt = () =>
    inTransaction(db, async (tx): Promise<Acted> => {
      const request = await lockRequestNow(tx, requestId);
      if (!request) return { kind: "unknown", objection: `There is no request ${requestId}.` };
      const judged = await judge(request, tx);
      if ("objection" in judged) return { kind: "refused", request, objection: judged.objection };

      const at = now();
      await applyChange(tx, request, settle(request, judged.deed, journeyOf(request, journeys), at), at, {
        notify: true,
      });
      await judged.also?.(tx);
      return { kind: "done", request };
    });
  return unlessLocked(attempt, {
    kind: "locked",
    objection: `Something in the database holds on to request ${requestId} just now, so nothing was changed. Try again in a minute.`,
  });
}

const LOCKED_MS = 2000;
const LOOK_MS = 50;

/** Asks again for a while, and holds no connection while it waits: clicks on a row that is locked would use them all up. */
async function unlessLocked(attempt: () => Promise<Acted>, locked: Acted): Promise<Acted> {
  const until = performance.now() + LOCKED_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (performance.now() > until) return locked;
      await pause(LOOK_MS * Math.random());
    }
  }
}
