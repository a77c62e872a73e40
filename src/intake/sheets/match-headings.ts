import { toKey } from "../columns-by-title.ts";

/** Which column of one tab belongs to which of another one, by their headings. Columns count from 0. */
export interface MatchedHeadings {
  /** For each column of the target, the column of the source with the same heading; undefined if it has none. */
  readonly sources: readonly (number | undefined)[];
  /** The columns of the source whose headings the target doesn't have, from the left. */
  readonly missing: readonly number[];
}

/** Returns the names by which a heading is known, the most exact one first. */
export type NamesOfHeading = (title: string) => readonly string[];

const exactly: NamesOfHeading = (title) => [toKey(title)];

/**
 * Matches headings. Case, spaces and punctuation make no difference. Headings that are the same come first, then those that acct
 * knows by several names. If several columns have the same heading, the first belongs to the first one, and so on.
 */
export function matchHeadings(
  source: readonly string[],
  target: readonly string[],
  namesOf: NamesOfHeading = exactly,
): MatchedHeadings {
  const sources: (number | undefined)[] = target.map(() => undefined);
  const waiting = new Set(source.flatMap((title, column) => (toKey(title) === "" ? [] : [column])));
  const most = Math.max(0, ...[...source, ...target].map((title) => namesOf(title).length));
  for (let at = 0; at < most; at++) {
    for (const [column, title] of target.entries()) {
      const name = toKey(title) === "" ? undefined : namesOf(title)[at];
      if (sources[column] !== undefined || name === undefined) continue;
      const found = [...waiting].find((one) => namesOf(source[one] ?? "")[at] === name);
      if (found === undefined) continue;
      sources[column] = found;
      waiting.delete(found);
    }
  }
  return { sources, missing: [...waiting] };
}

/** People put notes and blank rows above the headings. */
const HEADINGS_WITHIN = 10;

/** The headings of a tab, and the number of their row. */
export interface HeadingRow {
  readonly row: number;
  readonly titles: readonly string[];
}

/**
 * Finds the row with the headings: of the first ten rows the one that has most of the wanted headings, and at least two of them.
 */
export function findHeadingRow(
  rows: readonly { readonly row: number; readonly cells: readonly { readonly shown: string }[] }[],
  wanted: readonly string[],
  namesOf: NamesOfHeading = exactly,
): HeadingRow | undefined {
  const namesIn = (titles: readonly string[]) =>
    new Set(titles.filter((title) => toKey(title) !== "").map((title) => namesOf(title).at(-1) ?? ""));
  const keys = namesIn(wanted);
  let best: (HeadingRow & { readonly count: number }) | undefined;
  for (const { row, cells } of rows) {
    if (row > HEADINGS_WITHIN) break;
    const titles = cells.map(({ shown }) => shown.trim());
    const count = [...namesIn(titles)].filter((name) => keys.has(name)).length;
    if (count >= Math.min(2, keys.size) && count > (best?.count ?? 0)) best = { row, titles, count };
  }
  return best && { row: best.row, titles: best.titles };
}
