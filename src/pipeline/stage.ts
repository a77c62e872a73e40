import type { Facts, NewNotification, NewView } from "../db/change.ts";
import type { Approval, StageName, WaitsFor } from "../db/names.ts";
import type { Request } from "../db/schema.ts";
import { NOT_NEEDED } from "../view/steps.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** One step of a workflow. */
export interface Stage {
  /** Equals the file name; stored on requests and events, so renaming it is a migration. */
  readonly name: StageName;
  /** The stage waits for this approval. */
  readonly approval?: Approval;
  /** It changes something outside: in a dry run the request waits in front of it. */
  readonly changesOutside?: true;
  /** Must be safe to run twice: the process can die after the work and before the commit. */
  run(request: Request, deps: PipelineDeps): Promise<Outcome>;
}

/** What a stage found. Anything unplanned is thrown: retried with backoff, then the request is stuck. */
export type Outcome = Done | Wait | Refuse | Rewind | Fulfilled;

/** What is stored, sent and shown together with the outcome. */
export interface Effects {
  readonly facts?: Facts;
  readonly notifications?: readonly NewNotification[];
  readonly views?: readonly NewView[];
}

export interface Done extends Effects {
  readonly kind: "done";
  readonly note: string;
}

export interface Wait extends Effects {
  readonly kind: "wait";
  readonly for: WaitsFor;
  readonly note: string;
  /** Look again then, whatever happens; without it only a person wakes the request. */
  readonly until?: Date;
}

export interface Refuse extends Effects {
  readonly kind: "refuse";
  /** For the requester, in a sentence. */
  readonly reason: string;
}

/** What was decided no longer fits: an earlier stage takes it up again. */
export interface Rewind extends Effects {
  readonly kind: "rewind";
  readonly stage: StageName;
  readonly note: string;
}

/** What was asked for is there, and was not made by us. */
export interface Fulfilled {
  readonly kind: "fulfilled";
  readonly note: string;
}

export const done = (note: string, effects: Effects = {}): Done => ({ kind: "done", note, ...effects });
export const notNeeded = (why: string): Done => done(`${NOT_NEEDED}${why}`);
export const refuse = (reason: string): Refuse => ({ kind: "refuse", reason });
export const waitFor = (whom: WaitsFor, note: string, effects: Effects & { until?: Date } = {}): Wait => ({
  kind: "wait",
  for: whom,
  note,
  ...effects,
});

/** A dry run ends with a restart, and the start makes everything due that waits for it. This is for one that was missed. */
const LOOK_AGAIN_MS = 60 * 60_000;

/** Nothing outside is changed in a dry run: the request waits here until it ends. `would`: what it would do, in words. */
export function waitForDryRun(now: Date, would?: string): Wait {
  return waitFor("dry-run", `for the end of the dry run${would ? `; it would ${would}` : ""}`, {
    until: new Date(now.getTime() + LOOK_AGAIN_MS),
  });
}
