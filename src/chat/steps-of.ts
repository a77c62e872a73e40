import type { Event } from "../db/schema.ts";
import { HELD_UP, words } from "./state-of.ts";

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
const noteDone: Words = ({ note }) => ({ mark: "done", text: note });

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
  rerouted: noteDone,
  reminded: noteDone,
};

/** What a stage has done, for those who do not know the stages. Of any other they hear nothing. */
const DONE_FOR_OTHERS: Readonly<Record<string, (note: string) => string>> = {
  "create-accounts": () => "the account was made",
  "join-project": () => "added to the project",
  "add-memberships": (note) => note,
  "hand-over": (note) => note,
  "set-quota": (note) => `the quotas were set: ${note}`,
  "restore-quota": (note) => `the quotas are ${note}`,
  close: () => "closed",
};

/** Where these read something else than the admins. */
const FOR_OTHERS: Readonly<Record<string, Words>> = {
  // Where it came from is not for them.
  requested: (event) => done("asked for by")(event, ""),
  "stage-done": ({ stage, note }) => ({ mark: "done", text: DONE_FOR_OTHERS[stage]?.(note) ?? "" }),
  stuck: () => ({ mark: "failed", text: HELD_UP }),
  refused: ({ note }) => ({ mark: "failed", text: `not approved: ${note}` }),
  offboarded: noteDone,
};

/** For admins the stages by their names; for requesters and PIs what came of them. */
export type Reader = "admin" | "others";

/** What happened, oldest first. That it waited matters only while it does. */
export function stepsOf(history: readonly Event[], reader: Reader = "admin"): Step[] {
  const theirs = reader === "admin" ? {} : FOR_OTHERS;
  return history.flatMap((event, index): Step[] => {
    const { kind, stage, note, at } = event;
    if (kind === "stage-done" && note.startsWith(NOT_NEEDED)) return [];
    if (kind === "stage-done" && reader === "others" && !(stage in DONE_FOR_OTHERS)) return [];
    if (kind === "waiting") {
      return index === history.length - 1 ? [{ mark: "waiting", text: `waits ${note}`, at }] : [];
    }
    const inWords = theirs[kind] ?? IN_WORDS[kind] ?? done(`${words(kind)} by`);
    return [{ ...inWords(event, note ? `: ${note}` : ""), at }];
  });
}
