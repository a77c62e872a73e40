import { type CsvError, parse } from "csv-parse/sync";
import { Failure } from "../failure/failure.ts";
import { nameColumn } from "./columns-by-title.ts";
import { type Delimiter, findDelimiter } from "./find-delimiter.ts";

/**
 * Returns the records of a CSV file with any line endings; spreadsheets and scripts mix them in one file. Cells may be separated
 * by commas, semicolons, tabs or vertical bars. Throws a failure that says where the file is not CSV, by row for spreadsheets and by
 * line for editors. It quotes nothing, because that may be a PIN.
 */
export function parseRecords(given: string): string[][] {
  const text = given.replace(/\r\n?/g, "\n");
  const { delimiter, body } = findDelimiter(text);
  const above = countLineEnds(text) - countLineEnds(body);
  try {
    return parse(body, csvOptions(delimiter));
  } catch (error) {
    const { records = 0 } = error as CsvError & Where;
    const row = `in row ${records + 1}, which begins on line ${above + countLines(body, delimiter, records) + 1},`;
    throw new Failure(`${row} ${describeCsvError(error as Error)}`);
  }
}

export const csvOptions = (delimiter: Delimiter) =>
  ({ bom: true, relax_column_count: true, record_delimiter: "\n", delimiter }) as const;

/** Says what is wrong with a cell and how to fix it, without a period. Throws anything else than an error of the parser. */
export function describeCsvError(error: Error): string {
  const { code, column } = error as CsvError & Where;
  const sentence = SENTENCES[code];
  if (sentence === undefined) throw error;
  return `the cell in column ${nameColumn(Number(column))} ${sentence}`;
}

const countLineEnds = (text: string) => text.split("\n").length - 1;

/** Counts the lines of the first records. */
function countLines(text: string, delimiter: Delimiter, records: number): number {
  if (records === 0) return 0;
  const read = parse(text, { ...csvOptions(delimiter), to: records, info: true }) as unknown as {
    info: { lines: number };
  }[];
  return read.at(-1)?.info.lines ?? 0;
}

interface Where {
  /** This many records were read before. */
  readonly records?: number;
  readonly column?: number | string;
}

const SENTENCES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "begins with a quotation mark that is never closed",
  INVALID_OPENING_QUOTE:
    "contains a quotation mark: put the whole cell in quotation marks, and double the ones in its text",
  CSV_INVALID_CLOSING_QUOTE:
    "continues after its closing quotation mark: double the quotation marks in its text",
};
