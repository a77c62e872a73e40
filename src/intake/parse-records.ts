import { type CsvError, parse } from "csv-parse/sync";
import { Failure } from "../failure/failure.ts";
import { letterOf } from "./columns-by-title.ts";

const OPTIONS = { bom: true, relax_column_count: true, record_delimiter: "\n" } as const;

/**
 * The records of a CSV file, however its lines end: spreadsheets and scripts mix that in one file. Throws a sentence that says
 * where it is no CSV, in rows as a spreadsheet counts them and in lines as an editor does, and quotes nothing: it may be a PIN.
 */
export function parseRecords(given: string): string[][] {
  const text = given.replace(/\r\n?/g, "\n");
  try {
    return parse(text, OPTIONS);
  } catch (error) {
    const { code, records = 0, column, message } = error as CsvError & Where;
    const sentence = SENTENCES[code];
    if (sentence === undefined) throw new Failure(message);
    const row = `in row ${records + 1}, which begins on line ${linesOf(text, records) + 1},`;
    throw new Failure(`${row} the cell in column ${letterOf(Number(column))} ${sentence}`);
  }
}

/** How many lines the first records take. */
function linesOf(text: string, records: number): number {
  if (records === 0) return 0;
  const read = parse(text, { ...OPTIONS, to: records, info: true }) as unknown as {
    info: { lines: number };
  }[];
  return read.at(-1)?.info.lines ?? 0;
}

interface Where {
  /** How many were read before. */
  readonly records?: number;
  readonly column?: number | string;
}

const SENTENCES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "begins with a quotation mark that is never closed",
  INVALID_OPENING_QUOTE:
    "has a quotation mark in it: put the whole cell between quotation marks, and double those that are part of it",
  CSV_INVALID_CLOSING_QUOTE:
    "goes on after its closing quotation mark: double the quotation marks that are part of it",
};
