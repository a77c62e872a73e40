import { readTemplate } from "../../dev/local-stack/people.ts";
import type { Absence } from "./crew.ts";

/** An email that the mail server accepted. */
export interface SentMail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: string;
  /** The seat that sent it, and which of its processes. */
  readonly by: string;
  readonly at: number;
}

/** A process that stops this soon after an email was accepted may not have recorded it, if the database was down. */
const WRITTEN_WITHIN_MS = 10_000;
const CLOSE_MS = 200;

export interface Wrong {
  readonly what: string;
  readonly at: number;
}

/** Emails that were sent more than once without an excuse, and how many were excused, by what happened to the process. */
export function copiesIn(sent: readonly SentMail[], absences: readonly Absence[]) {
  const wrong: Wrong[] = [];
  const excused = { killed: 0, "cut off": 0, paused: 0 };
  const emails = new Set<string>();
  for (const mails of Map.groupBy(sent, ({ messageId, to }) => `${messageId} to ${to}`).values()) {
    const last = mails.at(-1);
    if (!last) continue;
    const email = `"${last.subject}" to ${last.to}`;
    // Two admins may ask the same question, one after the other.
    if (emails.has(email) && readTemplate(last) !== "question") {
      wrong.push({ what: `${email} has several Message-IDs`, at: last.at });
    }
    emails.add(email);
    for (const { by, at } of mails.slice(0, -1)) {
      const absence = absences.find(
        ({ run, from, until }) => run === by && from < at + WRITTEN_WITHIN_MS && until > at - CLOSE_MS,
      );
      if (absence) excused[absence.how]++;
      else wrong.push({ what: `${by} had sent ${email}, and ${last.by} sent it again`, at });
    }
  }
  return { wrong, excused };
}
