import { stateOf } from "../chat/state-of.ts";
import { type Acted, type ActingOn, actOn } from "./act-on.ts";
import type { Doer } from "./changes.ts";

/** Lets a request that is stuck, or waits to be tried again, go on now from the stage that failed. */
export async function retryRequest(requestId: number, by: Doer, acting: ActingOn): Promise<Acted> {
  return actOn(requestId, acting, (request) => {
    const failing = request.status === "running" && request.attempt > 0;
    if (request.status === "stuck" || failing) return { deed: { kind: "retry", by } };
    return { objection: `Request ${requestId} is not stuck: ${stateOf(request)}.` };
  });
}
