import { applyChange } from "../db/change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { lockRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import type { Journeys } from "./journeys.ts";
import { type Doer, settle } from "./settle.ts";

interface Retrying {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly now: () => Date;
}

export type Retried =
  | { readonly kind: "goes-on" | "not-stuck"; readonly request: Request }
  | { readonly kind: "unknown" };

/** Lets a request that is stuck, or waits to be tried again, go on now from the stage that failed. */
export async function retryRequest(
  requestId: number,
  by: Doer,
  { db, journeys, now }: Retrying,
): Promise<Retried> {
  return inTransaction(db, async (tx): Promise<Retried> => {
    const request = await lockRequest(tx, requestId);
    if (!request) return { kind: "unknown" };
    const failing = request.status === "running" && request.attempt > 0;
    if (request.status !== "stuck" && !failing) return { kind: "not-stuck", request };

    const change = settle(request, { kind: "retry", by }, journeys[request.kind], now());
    await applyChange(tx, request, change, now(), { notify: true });
    return { kind: "goes-on", request };
  });
}
