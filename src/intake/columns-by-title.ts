import { Failure } from "../failure/failure.ts";

/** For each column, the titles that it may have; the first one is what the documentation calls it. */
export type ColumnTitles<Column extends string> = Readonly<Record<Column, readonly [string, ...string[]]>>;

/** Reads the cells of one record; a cell that the record does not have is empty. */
export type RecordReader<Column extends string> = (
  record: readonly string[],
) => Readonly<Record<Column, string>>;

/**
 * Finds columns by their titles, in whatever order they come. Upper and lower case, spaces and punctuation make no difference;
 * columns with other titles are ignored. Throws a sentence that names every title that is missing or comes twice, and those
 * that were not recognized, because one of them may be a missing title in other words.
 */
export function columnsByTitle<Column extends string>(
  header: readonly string[],
  titles: ColumnTitles<Column>,
  /** May be left out, and are empty then. */
  optional: ReadonlySet<Column> = new Set(),
): RecordReader<Column> {
  const found = header.map(keyOf);
  const columns = Object.entries(titles) as [Column, readonly [string, ...string[]]][];
  const places = columns.map(([column, names]) => {
    const keys = names.map(keyOf);
    return { column, title: names[0], at: found.flatMap((key, at) => (keys.includes(key) ? [at] : [])) };
  });
  const known = new Set(places.flatMap(({ at }) => at));
  const missing = places
    .filter(({ column, at }) => at.length === 0 && !optional.has(column))
    .map(({ title }) => quote(title));
  const repeated = places
    .filter(({ at }) => at.length > 1)
    .map(({ title, at }) => `${quote(title)} (columns ${at.map(letterOf).join(" and ")})`);
  if (missing.length > 0 || repeated.length > 0) {
    const others = header.flatMap((title, at) =>
      known.has(at) || title.trim() === ""
        ? []
        : [`${quote(title.trim().slice(0, 80))} (column ${letterOf(at)})`],
    );
    throw new Failure(
      [
        ...(missing.length > 0 ? [`missing are ${missing.join(", ")}`] : []),
        ...(repeated.length > 0 ? [`these come twice: ${repeated.join(", ")}`] : []),
        ...(missing.length > 0 && others.length > 0
          ? [`these were not recognized: ${others.join(", ")}`]
          : []),
      ].join("; "),
    );
  }
  const reading = places.map(({ column, at: [at = -1] }) => [column, at] as const);
  return (record) =>
    Object.fromEntries(reading.map(([column, at]) => [column, record[at] ?? ""])) as Record<Column, string>;
}

/** What makes two titles the same. */
function keyOf(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const quote = (title: string) => `"${title}"`;

/** As spreadsheets name their columns: A to Z, then AA. */
export function letterOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : letterOf(Math.floor(at / 26) - 1) + letter;
}
