import type { Line } from "../chat/notice.ts";
import { applyChange } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { lockRequest } from "../db/requests.ts";
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
  | { readonly kind: "unknown"; readonly objection: Line };

/**
 * The one way in which people change a request: under the row's lock `judge` sees it as it is, and its deed is settled,
 * with event and messages, or nothing is. Says why not in a sentence for the person.
 */
export async function actOn(
  requestId: number,
  { db, journeys, now }: ActingOn,
  judge: (request: Request, tx: Db) => Judgement | Promise<Judgement>,
): Promise<Acted> {
  return inTransaction(db, async (tx): Promise<Acted> => {
    const request = await lockRequest(tx, requestId);
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
}
