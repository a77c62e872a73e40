import type { Change, NewEvent, Places } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import { generalizeMessage } from "../../failure/generalize-message.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { Done, Outcome, Ruled, Stage } from "../stage.ts";
import { endWith, keepState, resumeAt, systemEvent, withDefaults } from "./changes.ts";
import type { RequestCommand } from "./request-command.ts";
import { tell, tellThread, transitionByCommand } from "./transition-by-command.ts";

/** A stage threw an error. */
export interface StageFailure {
  readonly kind: "failure";
  /** A sentence for admins that says what failed. */
  readonly sentence: string;
  /** The reference under which the log has the cause. */
  readonly reference: string;
  /** If true, there is no point in retrying. */
  readonly isFinal?: boolean;
  /** The outside systems that it comes from; missing or empty if none is known. */
  readonly systems?: readonly string[];
  /** The channel where admins see it, even if no admin has seen the request yet. */
  readonly channel: Places;
}

/** The pause after each failed attempt; after the last one, the request is stuck. */
export const RETRY_AFTER_MINUTES = [1, 5, 30, 120] as const;

/** If more processes than this have died while working on something, it is left alone until someone has checked it. */
export const MAX_PROCESS_DEATHS = 4;

/**
 * The whole state machine of a request, together with `transition-by-command.ts`, which has the part of people and jobs.
 * It is pure: from a row and what happened, it computes what to write.
 */
export function transition(
  request: Request,
  input: Outcome | StageFailure | RequestCommand,
  workflow: readonly Stage[],
  now: Date,
): Change {
  const unchanged = keepState(request);
  const next = workflow[workflow.findIndex((stage) => stage.name === request.stage) + 1];

  switch (input.kind) {
    case "done": {
      const change = continued(request, { ...unchanged, ...withDefaults(input), event: stageDone(input) });
      if (!next) return { ...change, ...endWith("closed") };
      return { ...change, ...resumeAt(next.name, now) };
    }
    case "wait":
      return continued(request, {
        ...unchanged,
        ...withDefaults(input),
        status: "waiting",
        waitsFor: input.for,
        attempt: 0,
        runAt: input.until ?? null,
        event: systemEvent("waiting", input.note),
      });
    case "busy":
      return {
        ...unchanged,
        ...withDefaults(input),
        status: "running",
        waitsFor: null,
        runAt: input.retryAt,
        problem: input.note,
        event: systemEvent("waiting", input.note),
      };
    case "refuse":
      return {
        ...unchanged,
        ...withDefaults(input),
        ...endWith("refused"),
        problem: input.reason,
        event: systemEvent("refused", input.reason),
        notifications: [
          ...(input.notifications ?? []),
          ...tell(request, "refused", { reason: input.reason }),
        ],
      };
    case "rewind":
      return continued(request, {
        ...unchanged,
        ...withDefaults(input),
        ...resumeAt(input.stage, now),
        event: systemEvent("sent-back", input.note),
      });
    case "fulfilled":
      return {
        ...unchanged,
        ...endWith("closed"),
        event: systemEvent("fulfilled", input.note),
        notifications: tell(request, "fulfilled", { note: input.note }),
      };
    case "ruled":
      return ruled(request, input, now);
    case "failure":
      return failed(request, input, now);
    default:
      return transitionByCommand(request, input, next, now);
  }
}

const stageDone = ({ note, notNeeded }: Done): NewEvent => ({
  ...systemEvent("stage-done", note),
  ...(notNeeded ? { detail: { notNeeded } } : {}),
});

/** The admins learn in the thread about the failure that a stuck request goes on. */
function continued(request: Request, change: Change): Change {
  const told = tellThread(request, `Fixed for request ${request.id}: it continues.`, { isOver: true });
  if (told.length === 0) return change;
  const details = { ...change.facts.details, stuckThread: null };
  return {
    ...change,
    facts: { ...change.facts, details },
    notifications: [...change.notifications, ...told],
  };
}

function ruled(request: Request, { by, event, stage, isHeld, ...effects }: Ruled, now: Date): Change {
  const state = isHeld
    ? ({ status: "quarantined", waitsFor: null, attempt: 0, runAt: null } as const)
    : resumeAt(stage ?? request.stage, now);
  return {
    ...keepState(request),
    ...withDefaults(effects),
    ...state,
    event: { ...event, actor: by.id, actorName: by.name },
  };
}

function failed(request: Request, failure: StageFailure, now: Date): Change {
  const { sentence, reference, isFinal, systems = [], channel } = failure;
  const views = [{ audience: "admin", place: channel }] as const;
  const unchanged = { ...keepState(request), waitsFor: null, views };
  const problem = sentence.includes(reference) ? sentence : `${sentence} (reference ${reference})`;
  const detail = { reference };
  const minutes = isFinal ? undefined : RETRY_AFTER_MINUTES[request.attempt];
  if (minutes === undefined) {
    const announced = announceStuck(request, failure, now);
    return {
      ...unchanged,
      status: "stuck",
      runAt: null,
      problem,
      facts: { details: { stuckThread: announced[0].key, stuckOn: systems.length > 0 ? systems : null } },
      event: { ...systemEvent("stuck", sentence), detail },
      notifications: [...tell(request, "delayed"), ...announced],
    };
  }
  return {
    ...unchanged,
    status: "running",
    attempt: request.attempt + 1,
    runAt: new Date(now.getTime() + minutes * 60_000),
    problem,
    event: { ...systemEvent("stage-failed", `${sentence}; retrying in ${minutes} min`), detail },
  };
}

function announceStuck(request: Request, { sentence, reference, channel }: StageFailure, now: Date) {
  const { username, email, project } = request;
  const failed = generalizeMessage(sentence, [reference, username, email, project]);
  const why =
    "The thread of this message lists other requests that get stuck for the same reason today. To see all of them, use /acct list stuck. Once the cause is fixed, resume them with /acct retry all.";
  return toAdminChannelOnce(request, { channel, cause: `stuck ${request.stage} ${failed}`, why, now });
}
