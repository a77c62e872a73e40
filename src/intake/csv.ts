import { Failure } from "../failure/failure.ts";
import { fullName } from "../view/full-name.ts";
import {
  ACCESS_TITLES,
  type AccessCells,
  type AccessRow,
  OPTIONAL_COLUMNS,
  readAccessRow,
} from "./access-sheet.ts";
import { columnsByTitle, hasTitles, nameColumn } from "./columns-by-title.ts";
import { tidy } from "./draft.ts";
import type { Remark } from "./intake.ts";
import {
  QUOTA_TITLES,
  type QuotaCells,
  type QuotaColumn,
  type QuotaRow,
  readQuotaRow,
} from "./quota-sheet.ts";
import { quoteCell } from "./quote-cell.ts";
import { type RecordRead, readRecords } from "./read-records.ts";
import { readTextFile } from "./read-text-file.ts";
import { type DateOrder, findDateOrder } from "./row-moment.ts";
import { recognizeLayout, sourceOf } from "./sheet-layouts.ts";

/** A row of the sheet: a draft, or the reasons why it isn't one. */
export type CsvRow = {
  /** The row number in a spreadsheet: the titles are row 1. */
  readonly row: number;
  /** The person's name and address, as far as the row contains them. */
  readonly name: string;
  readonly address: string;
} & ((AccessRow & { readonly mayBeNew?: boolean | undefined }) | QuotaRow);

export interface CsvOptions {
  readonly dateOrder?: DateOrder | undefined;
  /** A date: temporary quotas must end after it. */
  readonly today?: string;
}

const NOTHING_IMPORTED = "Nothing was imported.";

/**
 * Reads a CSV file whose first row has the titles of an access or quota sheet (docs/csv.md), in any encoding and with any separator that
 * spreadsheet programs write. A row that isn't CSV is one of the results, so that it takes no other row with it. `dateOrder` is
 * for dates whose day and month can't be told apart by any date of the file. Throws a failure if the file can't be read, is empty, or
 * lacks a title.
 */
export async function readCsv(
  file: string,
  { dateOrder, today = new Date().toISOString().slice(0, 10) }: CsvOptions = {},
): Promise<CsvRow[]> {
  const { text, encoding } = await readTextFile(file).catch((error: Error) => {
    throw new Failure(`${error.message}. ${NOTHING_IMPORTED}`, { cause: error });
  });
  const all = readRecords(text).filter((record) => !isEmpty(record));
  const [first, ...records] = all;
  if (!first) throw new Failure(`${file} is empty. ${NOTHING_IMPORTED}`);
  const header = readHeader(first, file);
  const reader = readerFor(header, file);
  const timestamps = records.flatMap(({ cells }) => (cells ? [reader.read(cells).timestamp] : []));
  const order = dateOrder ?? findDateOrder(timestamps);

  const rows = records.map((record): CsvRow => {
    const { row, cells: given, problem } = record;
    const cells = reader.read(given ?? []);
    const about = {
      row,
      name: tidy(fullName({ givenName: cells.givenName, familyName: cells.familyName })),
      address: tidy(cells.email),
    };
    if (!given) return { ...about, problems: [{ column: "", sentence: problem }] };
    const { rejected, warnings } = checkShape(given, header);
    if (rejected) return { ...about, problems: [rejected] };
    if (reader.source === "quotas") {
      const read = readQuotaRow(reader.read(given), { order, today });
      if ("problems" in read) return { ...about, problems: [...warnings, ...read.problems] };
      return { ...about, ...read, warnings: [...warnings, ...read.warnings] };
    }
    const read = readAccessRow(reader.read(given), order);
    if ("problems" in read) return { ...about, problems: [...warnings, ...read.problems] };
    if ("saysAccount" in read) return { ...about, ...read };
    const guessed = encoding === "Windows-1252" && /[^\x20-\x7e]/.test(about.name) ? [GUESSED_LETTERS] : [];
    const { mayBeNew } = reader;
    return { ...about, ...read, mayBeNew, warnings: [...warnings, ...guessed, ...read.warnings] };
  });
  if (rows.length === 0)
    throw new Failure(`${file} has a row of titles, but no rows below it. ${NOTHING_IMPORTED}`);
  return rows;
}

const isEmpty = ({ cells }: RecordRead) => cells?.every((cell) => tidy(cell) === "") ?? false;

const GUESSED_LETTERS: Remark = {
  column: "",
  sentence: "comes from a file that is not in UTF-8, so check whether the name has the right letters",
};

/** Trailing cells without a title are left out: programs write them for columns that were once used. */
function readHeader({ cells, problem }: RecordRead, file: string): readonly string[] {
  if (!cells) throw new Failure(`The first row of ${file} ${problem}. ${NOTHING_IMPORTED}`);
  if (!hasTitles(cells, ACCESS_TITLES) && !hasTitles(cells, QUOTA_TITLES))
    throw new Failure(
      `The first row of ${file} has no titles. If it's the row of a person, add a row with the titles above it. docs/csv.md lists the titles. ${NOTHING_IMPORTED}`,
    );
  return cells.slice(0, cells.findLastIndex((title) => tidy(title) !== "") + 1);
}

type Reader =
  | {
      readonly source: "access";
      readonly read: (record: readonly string[]) => AccessCells;
      readonly mayBeNew?: boolean | undefined;
    }
  | { readonly source: "quotas"; readonly read: (record: readonly string[]) => QuotaCells };

/** In a file, every title of the layout is needed: no one would notice that a column is missing. */
function readerFor(header: readonly string[], file: string): Reader {
  const source = sourceOf(header);
  try {
    if (source === "quotas") return { source, read: columnsByTitle(header, QUOTA_TITLES, QUOTA_OPTIONAL) };
    return { source, read: columnsByTitle(header, ACCESS_TITLES, OPTIONAL_COLUMNS) };
  } catch (error) {
    const old = source === "access" ? readOldLayout(header) : undefined;
    if (old) return old;
    throw new Failure(
      `The first row of ${file} does not have the titles of ${source === "access" ? "an access" : "a quota"} sheet: ${(error as Error).message}. docs/csv.md lists the titles. ${NOTHING_IMPORTED}`,
    );
  }
}

/** Staff's columns, which files needn't have. */
const QUOTA_OPTIONAL: ReadonlySet<QuotaColumn> = new Set<QuotaColumn>([
  "approved",
  "helpdeskNotified",
  "reminderSent",
  "organization",
]);

/** The sheet as it was until 2017. */
function readOldLayout(header: readonly string[]): Reader | undefined {
  try {
    const columns = recognizeLayout(header, "access");
    return columns.source === "access" && columns.mayBeNew ? columns : undefined;
  } catch {
    return undefined;
  }
}

/** Checks that the row has as many cells as there are titles; otherwise cells may be in the wrong columns. */
function checkShape(
  record: readonly string[],
  header: readonly string[],
): { readonly rejected?: Remark; readonly warnings: readonly Remark[] } {
  const extra = record
    .slice(header.length)
    .flatMap((cell, at) => (tidy(cell) === "" ? [] : [nameColumn(header.length + at)]));
  if (extra.length > 0) {
    const columns = `column${extra.length === 1 ? "" : "s"} ${extra.join(", ")}`;
    const sentence = `has cells beyond the last title, in ${columns}: put cells that contain the separator in quotation marks`;
    return { rejected: { column: "", sentence }, warnings: [] };
  }
  const missing = header.slice(record.length).filter((title) => tidy(title) !== "");
  if (missing.length === 0) return { warnings: [] };
  const sentence = `has only ${record.length} of ${header.length} cells; missing: ${missing.map(quoteCell).join(", ")}`;
  // Programs leave out blank cells at the end of a row. What was required would be missing anyway.
  return { warnings: [{ column: "", sentence }] };
}
