import type { Request } from "../db/schema.ts";
import { describeState } from "../view/describe-state.ts";
import type { Line } from "../view/notice.ts";
import { type ChangeRequestDeps, type ChangeResult, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import type { Rules } from "./pipeline-deps.ts";

interface RetryDeps extends ChangeRequestDeps {
  readonly rules: Pick<Rules, "dryRun">;
}

/**
 * Retries a request that is stuck, or that waits for its next attempt, from the stage that failed; also one that a dry run has
 * held up, once the dry run is over.
 */
export async function retryRequest(
  requestId: number,
  by: EventActor,
  acting: RetryDeps,
): Promise<ChangeResult> {
  return changeRequest(requestId, acting, (request) => {
    if (request.waitsFor === "dry-run") {
      return acting.rules.dryRun
        ? {
            denial: `Request ${requestId} waits for the end of the dry run: start acct without ACCT_DRY_RUN or ACCT_REHEARSAL.`,
          }
        : { action: { kind: "retry", by } };
    }
    const failing = request.status === "running" && request.attempt > 0;
    if (request.status === "stuck" || failing) return { action: { kind: "retry", by } };
    return { denial: `Request ${requestId} is not stuck: ${describeState(request)}.` };
  });
}

const MAX_AT_ONCE = 10;

/** Retries each of these by itself, so that each is recorded. Says which could not be retried, and why. */
export async function retryRequests(
  requests: readonly Pick<Request, "id">[],
  by: EventActor,
  acting: RetryDeps,
): Promise<{ readonly retried: number; readonly denials: readonly Line[] }> {
  const acted: ChangeResult[] = [];
  // The sender of the form waits for its answer, and there may be hundreds.
  for (let at = 0; at < requests.length; at += MAX_AT_ONCE) {
    const batch = requests.slice(at, at + MAX_AT_ONCE);
    acted.push(...(await Promise.all(batch.map(({ id }) => retryRequest(id, by, acting)))));
  }
  const denials = acted.flatMap(({ denial }) => (denial === undefined ? [] : [denial]));
  return { retried: acted.length - denials.length, denials };
}
