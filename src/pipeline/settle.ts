import type { Change } from "../db/change.ts";
import type { Request } from "../db/schema.ts";
import { toAdminsOnce, toRequester } from "./addressed.ts";
import { byEngine, effects, goOn, over, unchangedBut } from "./changes.ts";
import { inGeneral } from "./in-general.ts";
import { type Deed, settleDeed } from "./settle-deed.ts";
import type { Outcome, Stage } from "./stage.ts";

/** A stage threw. */
export interface Crash {
  readonly kind: "crash";
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
export const MAX_DEATHS = 4;

/**
 * What becomes of a request: the whole state machine, with `settle-deed.ts` for what people and the clock do.
 * Pure: given a row and what happened, it says what to write.
 */
export function settle(
  request: Request,
  found: Outcome | Crash | Deed,
  journey: readonly Stage[],
  now: Date,
): Change {
  const change = settled(request, found, journey, now);
  const goesOn = found.kind === "wait" || change.status !== request.status || change.stage !== request.stage;
  if (!request.waitsForDryRun || !goesOn) return change;
  return { ...change, facts: { waitsForDryRun: false, ...change.facts } };
}

function settled(
  request: Request,
  found: Outcome | Crash | Deed,
  journey: readonly Stage[],
  now: Date,
): Change {
  const unchanged = unchangedBut(request);
  const next = journey[journey.findIndex((stage) => stage.name === request.stage) + 1];

  switch (found.kind) {
    case "done": {
      const change = { ...unchanged, ...effects(found), event: byEngine("stage-done", found.note) };
      if (!next) return { ...change, ...over("closed") };
      return { ...change, ...goOn(next.name, now) };
    }
    case "wait":
      return {
        ...unchanged,
        ...effects(found),
        status: "waiting",
        attempt: 0,
        runAt: found.until ?? null,
        event: byEngine("waiting", found.note),
      };
    case "refuse":
      return {
        ...unchanged,
        ...effects(found),
        ...over("refused"),
        problem: found.reason,
        event: byEngine("refused", found.reason),
        messages: [...(found.messages ?? []), toRequester(request, "refused", { reason: found.reason })],
      };
    case "back":
      return {
        ...unchanged,
        ...effects(found),
        ...goOn(found.stage, now),
        event: byEngine("taken-back", found.note),
      };
    case "satisfied":
      return {
        ...unchanged,
        ...over("closed"),
        event: byEngine("satisfied", found.note),
        messages: [toRequester(request, "satisfied", { note: found.note })],
      };
    case "crash":
      return crashed(request, found, now);
    default:
      return settleDeed(request, found, next, now);
  }
}

function crashed(request: Request, crash: Crash, now: Date): Change {
  const { sentence, reference, isFinal, channel } = crash;
  const unchanged = { ...unchangedBut(request), cards: [{ audience: "admin", place: channel }] as const };
  const problem = sentence.includes(reference) ? sentence : `${sentence} (reference ${reference})`;
  const detail = { reference };
  const minutes = isFinal ? undefined : RETRY_AFTER_MINUTES[request.attempt];
  if (minutes === undefined) {
    return {
      ...unchanged,
      status: "stuck",
      runAt: null,
      problem,
      event: { ...byEngine("stuck", sentence), detail },
      messages: [toRequester(request, "delayed"), stuckTo(request, crash, now)],
    };
  }
  return {
    ...unchanged,
    status: "running",
    attempt: request.attempt + 1,
    runAt: new Date(now.getTime() + minutes * 60_000),
    problem,
    event: { ...byEngine("stage-crashed", `${sentence}; tried again in ${minutes} min`), detail },
  };
}

function stuckTo(request: Request, { sentence, reference, channel }: Crash, now: Date) {
  const { username, email, project } = request;
  const failed = inGeneral(sentence, [reference, username, email, project]);
  const why =
    "Requests that get stuck for the same reason later today are not announced. /acct list stuck shows them all, and /acct retry all goes on with them once the cause is gone.";
  return toAdminsOnce(request, { channel, cause: `stuck ${request.stage} ${failed}`, why, now });
}
