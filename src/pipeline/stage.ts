import type { ApprovalsChange, Facts, NewEvent, NewNotification, NewView } from "../db/change.ts";
import type { Db } from "../db/client.ts";
import type { Decider, StageName, WaitsFor } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import type { EventActor } from "./engine/changes.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import type { Workflows } from "./workflows.ts";

/** One step of a workflow. */
export interface Stage {
  /** The name equals the file name. It is stored on requests and events, so renaming it is a migration. */
  readonly name: StageName;
  /** The approval that the stage waits for. */
  readonly approval?: Decider;
  /** If true, it changes external systems: in a dry run, the request waits before this stage. */
  readonly changesOutside?: true;
  /** Does the work. It must be safe to run twice, because the process can die after the work and before the commit. */
  run(request: Request, deps: PipelineDeps): Promise<Outcome>;
}

/** The result of a stage. Anything unplanned is thrown: the stage is retried with growing pauses, and then the request is stuck. */
export type Outcome = Done | Wait | Busy | Refuse | Rewind | Fulfilled | Ruled;

/** These are stored, sent and shown together with the outcome. */
export interface Effects {
  readonly facts?: Facts;
  readonly approvals?: ApprovalsChange;
  readonly notifications?: readonly NewNotification[];
  readonly views?: readonly NewView[];
}

export interface Done extends Effects {
  readonly kind: "done";
  readonly note: string;
  /** True if the stage had nothing to do; `note` says why. No history shows such a stage. */
  readonly notNeeded?: true;
  /** Writes related rows in the transaction in which the request goes on, if this process still has its lease. */
  readonly alongside?: (tx: Db, workflows: Workflows) => Promise<void>;
}

export interface Wait extends Effects {
  readonly kind: "wait";
  readonly for: WaitsFor;
  /** The state as the history shows it: "Waiting for an admin". */
  readonly note: string;
  /** The stage runs again then in any case. Without it, only a person wakes the request. */
  readonly until?: Date;
}

/**
 * Something else has to happen first. The same stage runs again then, and no failed attempt is counted. The effects are
 * applied once for each note.
 */
export interface Busy extends Effects {
  readonly kind: "busy";
  /** What is missing, in a sentence. */
  readonly note: string;
  readonly retryAt: Date;
}

export interface Refuse extends Effects {
  readonly kind: "refuse";
  /** A sentence for the requester. */
  readonly reason: string;
}

/** The decision no longer fits, so an earlier stage runs again. */
export interface Rewind extends Effects {
  readonly kind: "rewind";
  readonly stage: StageName;
  readonly note: string;
}

/** What was requested already exists, and acct did not create it. */
export interface Fulfilled {
  readonly kind: "fulfilled";
  readonly note: string;
}

/** A rule, or a person ahead of time, has decided something, which its event says. Then the same stage runs again, or the given one. */
export interface Ruled extends Effects {
  readonly kind: "ruled";
  readonly by: EventActor;
  readonly event: Pick<NewEvent, "kind" | "note" | "detail">;
  readonly stage?: StageName;
  /** True: it is held as likely spam until an admin releases it. */
  readonly isHeld?: true;
}

export const done = (note: string, effects: Effects & Pick<Done, "alongside"> = {}): Done => ({
  kind: "done",
  note,
  ...effects,
});
export const notNeeded = (why: string, effects: Effects = {}): Done => ({
  ...done(why, effects),
  notNeeded: true,
});
export const refuse = (reason: string): Refuse => ({ kind: "refuse", reason });
export const waitFor = (whom: WaitsFor, note: string, effects: Effects & { until?: Date } = {}): Wait => ({
  kind: "wait",
  for: whom,
  note,
  ...effects,
});

/** A dry run ends with a restart, which makes all requests due that wait for it. This catches any that were missed. */
const RECHECK_MS = 60 * 60_000;

/** In a dry run nothing outside is changed: the request waits here until it ends. `would` says what it would do. */
export function waitForDryRun(now: Date, would?: string): Wait {
  return waitFor("dry-run", `Waiting for the end of the dry run${would ? `. It would ${would}` : ""}`, {
    until: new Date(now.getTime() + RECHECK_MS),
  });
}
