import { toKey } from "../columns-by-title.ts";

/** Which column of one tab belongs to which of another one, by their headings. Columns count from 0. */
export interface MatchedHeadings {
  /** For each column of the target, the column of the source with the same heading; undefined if it has none. */
  readonly sources: readonly (number | undefined)[];
  /** The columns of the source whose headings the target doesn't have, from the left. */
  readonly missing: readonly number[];
}

/**
 * Matches headings. Case, spaces and punctuation make no difference. If several columns have the same heading, the first belongs to
 * the first one, and so on.
 */
export function matchHeadings(source: readonly string[], target: readonly string[]): MatchedHeadings {
  const byKey = Map.groupBy(
    source.flatMap((title, column) => (toKey(title) === "" ? [] : [{ key: toKey(title), column }])),
    ({ key }) => key,
  );
  const waiting = new Map([...byKey].map(([key, columns]) => [key, columns.map(({ column }) => column)]));
  const sources = target.map((title) => waiting.get(toKey(title))?.shift());
  return { sources, missing: [...waiting.values()].flat().toSorted((a, b) => a - b) };
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
): HeadingRow | undefined {
  const keys = new Set(wanted.map(toKey).filter((key) => key !== ""));
  let best: (HeadingRow & { readonly count: number }) | undefined;
  for (const { row, cells } of rows) {
    if (row > HEADINGS_WITHIN) break;
    const titles = cells.map(({ shown }) => shown.trim());
    const count = new Set(titles.map(toKey).filter((key) => keys.has(key))).size;
    if (count >= Math.min(2, keys.size) && count > (best?.count ?? 0)) best = { row, titles, count };
  }
  return best && { row: best.row, titles: best.titles };
}
