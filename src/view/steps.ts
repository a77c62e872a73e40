import type { EventKind } from "../db/names.ts";
import type { Event } from "../db/schema.ts";
import { DELAYED } from "./describe-state.ts";
import { capitalize, STAGE_VIEWS } from "./stages.ts";

/** How the note of a stage begins that had nothing to do, which no history shows. */
export const NOT_NEEDED = "not needed: ";

/** One line of a request's history. */
export interface Step {
  readonly mark: "done" | "waiting" | "failed";
  readonly text: string;
  readonly at: Date;
}

/** `reason`: the event's note behind a colon, or nothing. */
type StepFormatter = (event: Event, reason: string) => Omit<Step, "at">;

const doneBy =
  (what: string): StepFormatter =>
  ({ actorName }, reason) => ({ mark: "done", text: `${what} by ${actorName}${reason}` });
const failedBy =
  (what: string): StepFormatter =>
  ({ actorName }, reason) => ({ mark: "failed", text: `${what} by ${actorName}${reason}` });
const actorDid =
  (what: string): StepFormatter =>
  ({ actorName }, reason) => ({ mark: "done", text: `${actorName} ${what}${reason}` });
const stageFailed: StepFormatter = ({ stage, note }) => ({
  mark: "failed",
  text: `${STAGE_VIEWS[stage].label}: ${note}`,
});
const noteFailed: StepFormatter = ({ note }) => ({ mark: "failed", text: note });
const noteDone: StepFormatter = ({ note }) => ({ mark: "done", text: note });
/** The note says to whom: "to Bo Birch". */
const handedOn =
  (what: string, otherwise: string): StepFormatter =>
  ({ actorName, note }) => ({ mark: "done", text: `${actorName} ${note ? `${what} ${note}` : otherwise}` });

/** Every kind of event, as admins read it. */
const STEP_FORMATTERS: Readonly<Record<EventKind, StepFormatter>> = {
  requested: doneBy("Requested"),
  quarantined: failedBy("On hold (an earlier request was spam). Requested"),
  released: doneBy("Released"),
  approved: doneBy("Approved"),
  denied: failedBy("Denied"),
  "marked-as-spam": failedBy("Marked as spam"),
  asked: actorDid("asked"),
  answered: actorDid("replied"),
  claimed: ({ actorName }) => ({ mark: "done", text: `Assigned to ${actorName}` }),
  "pi-changed": handedOn("changed the PI", "changed the PI"),
  reassigned: handedOn("passed it on", "said that it isn't theirs"),
  delegated: actorDid("changed who may decide"),
  retried: doneBy("Retried"),
  abandoned: failedBy("Abandoned"),
  withdrawn: doneBy("Withdrawn"),
  rerouted: noteDone,
  waiting: ({ note }) => ({ mark: "waiting", text: `Waiting ${note}` }),
  "stage-done": ({ stage, note }) => ({ mark: "done", text: `${STAGE_VIEWS[stage].label}: ${note}` }),
  "stage-failed": stageFailed,
  stuck: stageFailed,
  "sent-back": noteFailed,
  fulfilled: ({ note }) => ({ mark: "done", text: `Nothing to do: ${note}` }),
  refused: stageFailed,
  reminded: noteDone,
  escalated: noteFailed,
  expired: noteFailed,
  undelivered: noteFailed,
  "password-set": doneBy("Password set"),
  linked: doneBy("Linked"),
  offboarded: doneBy("Offboarded"),
  "offboarding-failed": actorDid("could not offboard the account everywhere"),
  resumed: doneBy("Resumed"),
  erased: doneBy("Erased"),
};

/** What requesters and PIs read differently. */
const FOR_OTHERS: Readonly<Partial<Record<EventKind, StepFormatter>>> = {
  // Where the request came from is not for them.
  requested: (event) => doneBy("Requested")(event, ""),
  "stage-done": ({ stage, note }) => ({ mark: "done", text: STAGE_VIEWS[stage].done?.(note) ?? "" }),
  stuck: () => ({ mark: "failed", text: DELAYED }),
  refused: ({ note }) => ({ mark: "failed", text: `Not approved: ${note}` }),
  offboarded: ({ note }) => ({ mark: "done", text: capitalize(note) }),
};

/** Admins read every stage by its name; requesters and PIs read what came of it. */
export type Reader = "admin" | "others";

/** What happened, oldest first. That the request waited matters only while it does. */
export function toSteps(history: readonly Event[], reader: Reader = "admin"): Step[] {
  const theirs = reader === "admin" ? {} : FOR_OTHERS;
  return history.flatMap((event, index): Step[] => {
    const { kind, stage, note, at } = event;
    if (kind === "stage-done" && note.startsWith(NOT_NEEDED)) return [];
    if (kind === "stage-done" && reader === "others" && !STAGE_VIEWS[stage].done) return [];
    if (kind === "waiting" && index < history.length - 1) return [];
    const format = theirs[kind] ?? STEP_FORMATTERS[kind];
    return [{ ...format(event, note ? `: ${note}` : ""), at }];
  });
}
