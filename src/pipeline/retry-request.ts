import type { Line } from "../chat/notice.ts";
import { stateOf } from "../chat/state-of.ts";
import type { Request } from "../db/schema.ts";
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

const AT_ONCE = 10;

/** Retries each of these by itself, so that each is recorded. Says which could not be retried, and why. */
export async function retryRequests(
  requests: readonly Pick<Request, "id">[],
  by: Doer,
  acting: RetryContext,
): Promise<{ readonly retried: number; readonly objections: readonly Line[] }> {
  const acted: Acted[] = [];
  // Whoever sent the form waits for its answer, and there may be hundreds.
  for (let at = 0; at < requests.length; at += AT_ONCE) {
    const batch = requests.slice(at, at + AT_ONCE);
    acted.push(...(await Promise.all(batch.map(({ id }) => retryRequest(id, by, acting)))));
  }
  const objections = acted.flatMap(({ objection }) => (objection === undefined ? [] : [objection]));
  return { retried: acted.length - objections.length, objections };
}
