import { stateOf } from "../chat/state-of.ts";
import { type Acted, type ActingOn, actOn } from "./act-on.ts";
import type { Doer } from "./changes.ts";
import type { Rules } from "./tools.ts";

interface RetryContext extends ActingOn {
  readonly rules: Pick<Rules, "dryRun">;
}

/**
 * Lets a request that is stuck, or waits to be tried again, go on now from the stage that failed; also one that a dry run
 * has held up, once that is over.
 */
export async function retryRequest(requestId: number, by: Doer, acting: RetryContext): Promise<Acted> {
  return actOn(requestId, acting, (request) => {
    if (request.waitsForDryRun) {
      return acting.rules.dryRun
        ? {
            objection: `Request ${requestId} waits for the end of the dry run: start acct without ACCT_DRY_RUN or ACCT_REHEARSAL.`,
          }
        : { deed: { kind: "retry", by } };
    }
    const failing = request.status === "running" && request.attempt > 0;
    if (request.status === "stuck" || failing) return { deed: { kind: "retry", by } };
    return { objection: `Request ${requestId} is not stuck: ${stateOf(request)}.` };
  });
}
