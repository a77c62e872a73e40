import { templateOf } from "../../dev/local-stack/people.ts";
import type { Absence } from "./crew.ts";

/** A mail that was taken. */
export interface SentMail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: string;
  /** Which run of which seat. */
  readonly by: string;
  readonly at: number;
}

/** A process that went away so soon after a mail was taken may not have written that down: the database may have been away. */
const WRITTEN_WITHIN_MS = 10_000;
const CLOSE_MS = 200;

export interface Wrong {
  readonly what: string;
  readonly at: number;
}

/** Letters that went out more than once, and how many of them a process could not help, by what became of it. */
export function copiesIn(sent: readonly SentMail[], absences: readonly Absence[]) {
  const wrong: Wrong[] = [];
  const excused = { killed: 0, "cut off": 0, paused: 0 };
  const letters = new Set<string>();
  for (const mails of Map.groupBy(sent, ({ messageId, to }) => `${messageId} to ${to}`).values()) {
    const last = mails.at(-1);
    if (!last) continue;
    const letter = `"${last.subject}" to ${last.to}`;
    // Two admins may ask the same, one after the other.
    if (letters.has(letter) && templateOf(last) !== "question") {
      wrong.push({ what: `${letter} has several Message-IDs`, at: last.at });
    }
    letters.add(letter);
    for (const { by, at } of mails.slice(0, -1)) {
      const absence = absences.find(
        ({ run, from, until }) => run === by && from < at + WRITTEN_WITHIN_MS && until > at - CLOSE_MS,
      );
      if (absence) excused[absence.how]++;
      else wrong.push({ what: `${by} had sent ${letter}, and ${last.by} sent it again`, at });
    }
  }
  return { wrong, excused };
}
