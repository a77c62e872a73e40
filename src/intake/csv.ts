import { Failure } from "../failure/failure.ts";
import { ACCESS_TITLES, type AccessRow, OPTIONAL_COLUMNS, readAccessRow } from "./access-sheet.ts";
import { columnsByTitle, nameColumn } from "./columns-by-title.ts";
import type { Remark } from "./intake.ts";
import { parseRecords } from "./parse-records.ts";
import { readUtf8File } from "./read-utf8-file.ts";
import { separatorHint } from "./separator-hint.ts";

/** A row of the sheet: a draft, or the reasons why it isn't one. */
export type CsvRow = {
  /** The row number in a spreadsheet: the titles are row 1. */
  readonly row: number;
  /** The person's name and address, as far as the row contains them. */
  readonly name: string;
  readonly address: string;
} & AccessRow;

const NOTHING_IMPORTED = "Nothing was imported.";

/**
 * Reads a CSV file whose first row has the titles of an access sheet (docs/csv.md). Throws a failure if the file can't be read,
 * is not CSV, lacks a title, or is not UTF-8.
 */
export async function readCsv(file: string): Promise<CsvRow[]> {
  const [header = [], ...records] = parse(await read(file), file);
  const readCells = readerFor(header, file);
  return records.flatMap((record, index) => {
    if (record.every((cell) => cell.trim() === "")) return [];
    const cells = readCells(record);
    const name = `${cells.givenName.trim()} ${cells.familyName.trim()}`.trim();
    const about = { row: index + 2, name, address: cells.email.trim() };
    const misshapen = checkShape(record, header);
    return [{ ...about, ...(misshapen ? { problems: [misshapen] } : readAccessRow(cells)) }];
  });
}

async function read(file: string): Promise<string> {
  return readUtf8File(file).catch((error: Error) => {
    throw new Failure(`${error.message}. ${NOTHING_IMPORTED}`);
  });
}

function parse(text: string, file: string): string[][] {
  try {
    return parseRecords(text);
  } catch (error) {
    throw new Failure(`${file} is not a CSV file: ${(error as Error).message}. ${NOTHING_IMPORTED}`);
  }
}

function readerFor(header: readonly string[], file: string) {
  if (header.every((cell) => cell.trim() === "")) throw new Failure(`${file} is empty. ${NOTHING_IMPORTED}`);
  try {
    return columnsByTitle(header, ACCESS_TITLES, OPTIONAL_COLUMNS);
  } catch (error) {
    throw new Failure(
      `The first row of ${file} does not have the titles of an access sheet: ${(error as Error).message}.${separatorHint(header)} docs/csv.md lists the titles. ${NOTHING_IMPORTED}`,
    );
  }
}

/** Checks that the row has as many cells as there are titles; otherwise cells may be in the wrong columns. */
function checkShape(record: readonly string[], header: readonly string[]): Remark | undefined {
  const extra = record
    .slice(header.length)
    .flatMap((cell, at) =>
      cell.trim() === "" ? [] : [`"${cell.trim().slice(0, 40)}" in column ${nameColumn(header.length + at)}`],
    );
  if (extra.length > 0)
    return { column: "", sentence: `has cells beyond the last title: ${extra.join(", ")}` };
  const missing = header.slice(record.length).map((title) => `"${title.trim()}"`);
  if (missing.length === 0) return undefined;
  return {
    column: "",
    sentence: `has only ${record.length} of ${header.length} cells; missing: ${missing.join(", ")}`,
  };
}
