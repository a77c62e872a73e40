import type { Request } from "../db/tables/requests.ts";
import { describeState } from "../view/describe-state.ts";
import type { Line } from "../view/notice.ts";
import { type ChangeRequestDeps, type ChangeResult, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import type { Rules } from "./pipeline-deps.ts";

interface RetryDeps extends ChangeRequestDeps {
  readonly rules: Pick<Rules, "dryRun">;
}

/**
 * Retries a request that is stuck or waiting for its next attempt, from the stage that failed or found that something else has to
 * happen first. Also resumes one that a dry run
 * held up, once the dry run has ended.
 */
export async function retryRequest(
  requestId: number,
  by: EventActor,
  deps: RetryDeps,
): Promise<ChangeResult> {
  return changeRequest(requestId, deps, (request) => {
    if (request.waitsFor === "dry-run") {
      return deps.rules.dryRun
        ? {
            denial: `Request ${requestId} is waiting for the end of the dry run. To end it, start acct without ACCT_DRY_RUN or ACCT_REHEARSAL.`,
          }
        : { command: { kind: "retry", by } };
    }
    const failing = request.status === "running" && (request.attempt > 0 || request.problem !== null);
    if (request.status === "stuck" || failing) return { command: { kind: "retry", by } };
    return { denial: `Request ${requestId} isn't stuck: ${describeState(request)}.` };
  });
}

const MAX_AT_ONCE = 10;

/** Retries each of these separately, so that each is recorded. Returns why some could not be retried. */
export async function retryRequests(
  requests: readonly Pick<Request, "id">[],
  by: EventActor,
  deps: RetryDeps,
): Promise<{ readonly retried: number; readonly denials: readonly Line[] }> {
  const results: ChangeResult[] = [];
  // Requests are retried in parallel, because the sender of the form waits for its answer, and there may be hundreds.
  for (let at = 0; at < requests.length; at += MAX_AT_ONCE) {
    const batch = requests.slice(at, at + MAX_AT_ONCE);
    results.push(...(await Promise.all(batch.map(({ id }) => retryRequest(id, by, deps)))));
  }
  const denials = results.flatMap(({ denial }) => (denial === undefined ? [] : [denial]));
  return { retried: results.length - denials.length, denials };
}
