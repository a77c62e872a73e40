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

/** A process that went away so soon after a mail was taken may not have written that down. */
const WRITTEN_WITHIN_MS = 5000;
const CLOSE_MS = 200;

/** Letters that went out more than once, a sentence each, and how many of them a process could not help, by what became of it. */
export function copiesIn(sent: readonly SentMail[], absences: readonly Absence[]) {
  const wrong: string[] = [];
  const excused = { killed: 0, paused: 0 };
  for (const same of Map.groupBy(sent, ({ subject, to }) => `"${subject}" to ${to}`).entries()) {
    const [letter, mails] = same;
    if (new Set(mails.map(({ messageId }) => messageId)).size > 1)
      wrong.push(`${letter} has several Message-IDs`);
    for (const { by, at } of mails.slice(0, -1)) {
      const absence = absences.find(
        ({ run, from, until }) => run === by && from < at + WRITTEN_WITHIN_MS && until > at - CLOSE_MS,
      );
      if (absence) excused[absence.how]++;
      else wrong.push(`${letter} went out ${mails.length} times: ${by} had sent it and was there`);
    }
  }
  return { wrong, excused };
}
