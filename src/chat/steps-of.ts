import type { Event } from "../db/schema.ts";
import { words } from "./state-of.ts";

/** How the note of a stage begins that had nothing to do, which no history shows. */
export const NOT_NEEDED = "not needed: ";

/** One line of a request's history. */
export interface Step {
  readonly mark: "done" | "waiting" | "failed";
  readonly text: string;
  readonly at: Date;
}

type Words = (event: Event, because: string) => Omit<Step, "at">;

const done =
  (verb: string): Words =>
  ({ actorName }, because) => ({ mark: "done", text: `${verb} ${actorName}${because}` });
const failed =
  (verb: string): Words =>
  ({ actorName }, because) => ({ mark: "failed", text: `${verb} ${actorName}${because}` });
const byDoer =
  (verb: string): Words =>
  ({ actorName }, because) => ({ mark: "done", text: `${actorName} ${verb}${because}` });
const stageFailed: Words = ({ stage, note }) => ({ mark: "failed", text: `${words(stage)}: ${note}` });
const noteFailed: Words = ({ note }) => ({ mark: "failed", text: note });

const IN_WORDS: Readonly<Record<string, Words>> = {
  requested: done("asked for by"),
  held: failed("held back: an earlier request was spam; asked for by"),
  released: done("released by"),
  approved: done("approved by"),
  denied: failed("denied by"),
  spam: failed("marked as spam by"),
  asked: byDoer("asks"),
  answered: byDoer("answers"),
  claimed: byDoer("is on it"),
  assigned: byDoer("has handed it on"),
  disowned: byDoer("says: not mine"),
  "looked-again": byDoer("changed who decides"),
  "given-up": failed("given up by"),
  "stage-done": ({ stage, note }) => ({ mark: "done", text: `${words(stage)}: ${note}` }),
  "taken-back": noteFailed,
  satisfied: ({ note }) => ({ mark: "done", text: `nothing to do: ${note}` }),
  "stage-crashed": stageFailed,
  stuck: stageFailed,
  refused: stageFailed,
  "offboarding-failed": byDoer("could not shut them out everywhere"),
  undelivered: noteFailed,
  escalated: noteFailed,
  expired: noteFailed,
  rerouted: ({ note }) => ({ mark: "done", text: note }),
  reminded: ({ note }) => ({ mark: "done", text: note }),
};

/** What happened, oldest first. That it waited matters only while it does. */
export function stepsOf(history: readonly Event[]): Step[] {
  return history.flatMap((event, index): Step[] => {
    const { kind, note, at } = event;
    if (kind === "stage-done" && note.startsWith(NOT_NEEDED)) return [];
    if (kind === "waiting") {
      return index === history.length - 1 ? [{ mark: "waiting", text: `waits ${note}`, at }] : [];
    }
    const inWords = IN_WORDS[kind] ?? done(`${words(kind)} by`);
    return [{ ...inWords(event, note ? `: ${note}` : ""), at }];
  });
}
