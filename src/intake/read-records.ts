import { type CsvError, parse } from "csv-parse/sync";
import { type Delimiter, findDelimiter } from "./find-delimiter.ts";
import { csvOptions, describeCsvError } from "./parse-records.ts";

/** A row of a CSV file: its cells, or why it has none, as text that follows "the row". */
export type RecordRead = {
  /** The row number in a spreadsheet: the first row is row 1. */
  readonly row: number;
  /** The lines that it takes up in a text editor. */
  readonly lines: number;
} & (
  | { readonly cells: readonly string[]; readonly problem?: undefined }
  | { readonly cells?: undefined; readonly problem: string }
);

/**
 * Reads all rows of a CSV file. A row that isn't CSV, for example because a quotation mark is never closed, becomes a problem, and
 * reading continues on the next line, so that one bad row never takes others with it. Line endings may be mixed, and cells may be
 * separated by any of the usual characters. Together, the rows cover every line of the text.
 */
export function readRecords(given: string): RecordRead[] {
  const { delimiter, body } = findDelimiter(given.replace(/\r\n?/g, "\n"));
  return readWhole(body, delimiter) ?? readByLine(body, delimiter);
}

/** Undefined if a row isn't CSV, or may contain other rows. */
function readWhole(body: string, delimiter: Delimiter): RecordRead[] | undefined {
  try {
    const records: string[][] = parse(body, csvOptions(delimiter));
    const width = records[0]?.length ?? 0;
    if (records.some((cells) => swallowsRow(cells, width, delimiter))) return undefined;
    return records.map((cells, index) => ({ row: index + 1, lines: countLines(cells), cells }));
  } catch (error) {
    describeCsvError(error as Error);
    return undefined;
  }
}

function readByLine(body: string, delimiter: Delimiter): RecordRead[] {
  const lines = body.replace(/\n$/, "").split("\n");
  const rows: RecordRead[] = [];
  let width = 0;
  for (let at = 0; at < lines.length; ) {
    const read = readRow(lines, at, width, delimiter);
    const row = rows.length + 1;
    if (row === 1) width = read.cells?.length ?? 0;
    rows.push(
      read.cells ? { row, lines: countLines(read.cells), cells: read.cells } : { row, lines: 1, ...read },
    );
    at += rows.at(-1)?.lines ?? 1;
  }
  return rows;
}

type OneRow =
  | { readonly cells: readonly string[] }
  | { readonly cells?: undefined; readonly problem: string };

/** No cell that people fill in has more lines. Beyond that, a quotation mark counts as never closed. */
const MAX_LINES = 500;

/** Reads the row that begins on this line, with as many lines as its quotation marks enclose. */
function readRow(lines: readonly string[], at: number, width: number, delimiter: Delimiter): OneRow {
  let unclosed: string | undefined;
  for (let end = at + 1; end <= Math.min(lines.length, at + MAX_LINES); end++) {
    // A line without a quotation mark can't close one.
    if (unclosed !== undefined && !lines[end - 1]?.includes('"')) continue;
    try {
      const [cells = []] = parse(`${lines.slice(at, end).join("\n")}\n`, csvOptions(delimiter)) as string[][];
      return swallowsRow(cells, width, delimiter) ? { problem: NEVER_CLOSED } : { cells };
    } catch (error) {
      const problem = `is not CSV: ${describeCsvError(error as Error)}`;
      if ((error as CsvError).code !== "CSV_QUOTE_NOT_CLOSED") return { problem: unclosed ?? problem };
      unclosed ??= problem;
    }
  }
  return { problem: unclosed ?? NEVER_CLOSED };
}

const NEVER_CLOSED = "is not CSV: one of its cells begins with a quotation mark that is never closed";

/** Tells whether a cell contains a line with as many cells as the first row has: a stray quotation mark has swallowed it. */
function swallowsRow(cells: readonly string[], width: number, delimiter: Delimiter): boolean {
  if (width < 3) return false;
  return cells.some((cell) =>
    cell
      .split("\n")
      .slice(1)
      .some((line) => line.split(delimiter).length >= width),
  );
}

/** Quoted cells keep their line endings, so the lines of a row can be counted in its cells. */
const countLines = (cells: readonly string[]) =>
  cells.reduce((count, cell) => count + cell.split("\n").length - 1, 1);
