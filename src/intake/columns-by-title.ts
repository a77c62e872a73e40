import { Failure } from "../failure/failure.ts";
import { quoteCell } from "./quote-cell.ts";

/** The titles that each column may have. The first one is the title in the documentation. */
export type ColumnTitles<Column extends string> = Readonly<Record<Column, readonly [string, ...string[]]>>;

/** Reads the cells of a record. Missing cells are empty. */
export type RecordReader<Column extends string> = (
  record: readonly string[],
) => Readonly<Record<Column, string>>;

/** Counts the cells of a record that are titles. If none is, the row of titles is missing. */
export function countTitles(record: readonly string[], titles: ColumnTitles<string>): number {
  const keys = new Set(Object.values(titles).flat().map(toKey));
  return record.filter((cell) => keys.has(toKey(cell))).length;
}

export const hasTitles = (record: readonly string[], titles: ColumnTitles<string>): boolean =>
  countTitles(record, titles) > 0;

/**
 * Finds columns by their titles, in any order. Case, spaces and punctuation make no difference, and columns with other titles
 * are ignored. Throws a failure that names every missing or repeated title. It also names titles that were not recognized,
 * because one of them may be a missing title in other words.
 */
export function columnsByTitle<Column extends string>(
  header: readonly string[],
  titles: ColumnTitles<Column>,
  /** Columns that may be missing; their cells are then empty. */
  optional: ReadonlySet<Column> = new Set(),
): RecordReader<Column> {
  return readerOf(titles, findColumns(header, titles, { optional }));
}

/** Reads the cells of records whose columns have been found. */
export function readerOf<Column extends string>(
  titles: ColumnTitles<Column>,
  found: ReadonlyMap<Column, number>,
): RecordReader<Column> {
  const reading = Object.keys(titles).map((column) => [column, found.get(column as Column) ?? -1] as const);
  return (record) =>
    Object.fromEntries(reading.map(([column, at]) => [column, record[at] ?? ""])) as Record<Column, string>;
}

interface Leniency<Column extends string> {
  /** Columns that may be missing. */
  readonly optional?: ReadonlySet<Column>;
  /** Columns that may be repeated; the first one counts. */
  readonly repeatable?: ReadonlySet<Column>;
}

/** Returns the place of each column, from 0; see `columnsByTitle`. */
export function findColumns<Column extends string>(
  header: readonly string[],
  titles: ColumnTitles<Column>,
  { optional = new Set(), repeatable = new Set() }: Leniency<Column> = {},
): ReadonlyMap<Column, number> {
  const found = header.map(toKey);
  const columns = Object.entries(titles) as [Column, readonly [string, ...string[]]][];
  const places = columns.map(([column, names]) => {
    const keys = names.map(toKey);
    return { column, title: names[0], at: found.flatMap((key, at) => (keys.includes(key) ? [at] : [])) };
  });
  const known = new Set(places.flatMap(({ at }) => at));
  const missing = places
    .filter(({ column, at }) => at.length === 0 && !optional.has(column))
    .map(({ title }) => quote(title));
  const repeated = places
    .filter(({ column, at }) => at.length > 1 && !repeatable.has(column))
    .map(({ title, at }) => `${quote(title)} (columns ${at.map(nameColumn).join(" and ")})`);
  if (missing.length > 0 || repeated.length > 0) {
    const others = header.flatMap((title, at) =>
      known.has(at) || title.trim() === "" ? [] : [`${quoteCell(title)} (column ${nameColumn(at)})`],
    );
    throw new Failure(
      [
        ...(missing.length > 0 ? [`missing: ${missing.join(", ")}`] : []),
        ...(repeated.length > 0 ? [`repeated: ${repeated.join(", ")}`] : []),
        ...(missing.length > 0 && others.length > 0 ? [`not recognized: ${others.join(", ")}`] : []),
      ].join("; "),
    );
  }
  return new Map(places.flatMap(({ column, at: [at] }) => (at === undefined ? [] : [[column, at] as const])));
}

/** Two titles with the same key are the same: case, spaces and punctuation make no difference. */
export function toKey(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const quote = (title: string) => `"${title}"`;

/** Names a column as spreadsheets do: A to Z, then AA. */
export function nameColumn(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : nameColumn(Math.floor(at / 26) - 1) + letter;
}
