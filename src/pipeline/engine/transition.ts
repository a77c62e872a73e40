import type { Change } from "../../db/change.ts";
import type { Request } from "../../db/schema.ts";
import { generalizeMessage } from "../../failure/generalize-message.ts";
import { toAdminChannelOnce, toRequester } from "../outbox/recipients.ts";
import type { Outcome, Stage } from "../stage.ts";
import { endWith, keepState, resumeAt, systemEvent, withDefaults } from "./changes.ts";
import { type Action, transitionByAction } from "./transition-by-action.ts";

/** A stage threw an error. */
export interface StageFailure {
  readonly kind: "failure";
  /** What failed, for an admin. */
  readonly sentence: string;
  /** Under which the log has the cause. */
  readonly reference: string;
  /** Trying again is no use. */
  readonly isFinal?: boolean;
  /** The channel in which an admin sees it, even when the request has not come to any admin yet. */
  readonly channel: string;
}

/** When to try again after which crash; after the last one the request is stuck. */
export const RETRY_AFTER_MINUTES = [1, 5, 30, 120] as const;

/** Work at which more processes have died than this is left alone, until somebody has looked at it. */
export const MAX_PROCESS_DEATHS = 4;

/**
 * What becomes of a request: the whole state machine, with `transition-by-action.ts` for what people and jobs do.
 * Pure: given a row and what happened, it says what to write.
 */
export function transition(
  request: Request,
  found: Outcome | StageFailure | Action,
  workflow: readonly Stage[],
  now: Date,
): Change {
  const unchanged = keepState(request);
  const next = workflow[workflow.findIndex((stage) => stage.name === request.stage) + 1];

  switch (found.kind) {
    case "done": {
      const change = { ...unchanged, ...withDefaults(found), event: systemEvent("stage-done", found.note) };
      if (!next) return { ...change, ...endWith("closed") };
      return { ...change, ...resumeAt(next.name, now) };
    }
    case "wait":
      return {
        ...unchanged,
        ...withDefaults(found),
        status: "waiting",
        waitsFor: found.for,
        attempt: 0,
        runAt: found.until ?? null,
        event: systemEvent("waiting", found.note),
      };
    case "refuse":
      return {
        ...unchanged,
        ...withDefaults(found),
        ...endWith("refused"),
        problem: found.reason,
        event: systemEvent("refused", found.reason),
        notifications: [
          ...(found.notifications ?? []),
          toRequester(request, "refused", { reason: found.reason }),
        ],
      };
    case "rewind":
      return {
        ...unchanged,
        ...withDefaults(found),
        ...resumeAt(found.stage, now),
        event: systemEvent("sent-back", found.note),
      };
    case "fulfilled":
      return {
        ...unchanged,
        ...endWith("closed"),
        event: systemEvent("fulfilled", found.note),
        notifications: [toRequester(request, "fulfilled", { note: found.note })],
      };
    case "failure":
      return failed(request, found, now);
    default:
      return transitionByAction(request, found, next, now);
  }
}

function failed(request: Request, failure: StageFailure, now: Date): Change {
  const { sentence, reference, isFinal, channel } = failure;
  const views = [{ audience: "admin", place: channel }] as const;
  const unchanged = { ...keepState(request), waitsFor: null, views };
  const problem = sentence.includes(reference) ? sentence : `${sentence} (reference ${reference})`;
  const detail = { reference };
  const minutes = isFinal ? undefined : RETRY_AFTER_MINUTES[request.attempt];
  if (minutes === undefined) {
    return {
      ...unchanged,
      status: "stuck",
      runAt: null,
      problem,
      event: { ...systemEvent("stuck", sentence), detail },
      notifications: [toRequester(request, "delayed"), stuckTo(request, failure, now)],
    };
  }
  return {
    ...unchanged,
    status: "running",
    attempt: request.attempt + 1,
    runAt: new Date(now.getTime() + minutes * 60_000),
    problem,
    event: { ...systemEvent("stage-failed", `${sentence}; tried again in ${minutes} min`), detail },
  };
}

function stuckTo(request: Request, { sentence, reference, channel }: StageFailure, now: Date) {
  const { username, email, project } = request;
  const failed = generalizeMessage(sentence, [reference, username, email, project]);
  const why =
    "Requests that get stuck for the same reason later today are not announced. /acct list stuck shows them all, and /acct retry all goes on with them once the cause is gone.";
  return toAdminChannelOnce(request, { channel, cause: `stuck ${request.stage} ${failed}`, why, now });
}
