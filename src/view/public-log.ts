import type { LogEntry } from "../db/tables/public-log.ts";

/** A day of the public log, in UTC. */
export interface LogDay {
  /** "2026-11-27" */
  readonly day: string;
  readonly entries: readonly ShownEntry[];
}

export interface ShownEntry {
  readonly id: number;
  readonly at: Date;
  /** "06:51" */
  readonly time: string;
  readonly name: string;
  /** Undefined if people approved it, or if the site doesn't show rules. */
  readonly rule: string | undefined;
}

/** "2026-11-27", in UTC */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Groups entries by day, in the order in which they are. */
export function logDays(
  entries: readonly LogEntry[],
  { showRule }: { readonly showRule: boolean },
): readonly LogDay[] {
  const days = new Map<string, ShownEntry[]>();
  for (const { id, at, name, rule } of entries) {
    const day = dayOf(at);
    const shown = {
      ...{ id, at, time: at.toISOString().slice(11, 16), name: printable(name) },
      rule: showRule && rule !== undefined ? printable(rule) : undefined,
    };
    days.set(day, [...(days.get(day) ?? []), shown]);
  }
  return [...days].map(([day, shown]) => ({ day, entries: shown }));
}

/** What a program reads about an entry: "@ann was approved. Rule: staff." */
export const logSentence = ({ name, rule }: ShownEntry): string =>
  `@${name} was approved.${rule === undefined ? "" : ` Rule: ${rule}.`}`;

/** One line for each entry: "2026-11-27 06:51 @ann was approved." */
export const logAsText = (days: readonly LogDay[]): string =>
  days
    .flatMap(({ day, entries }) => entries.map((entry) => `${day} ${entry.time} ${logSentence(entry)}\n`))
    .join("");

/** Removes what no one sees and what changes the direction of the text around a name. */
const printable = (text: string) => text.replace(/\p{C}+/gu, " ").trim();
