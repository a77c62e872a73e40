import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { Failure } from "../failure/failure.ts";
import { ACCESS_TITLES, type AccessRow, OPTIONAL_COLUMNS, readAccessRow } from "./access-sheet.ts";
import { columnsByTitle, letterOf } from "./columns-by-title.ts";
import type { Remark } from "./intake.ts";
import { parseRecords } from "./parse-records.ts";

/** A row of the sheet: a draft, or why there is none. */
export type CsvRow = {
  /** As a spreadsheet counts it: the titles are row 1. */
  readonly row: number;
  /** Whose row it is, as far as it says. */
  readonly name: string;
  readonly address: string;
} & AccessRow;

const NOTHING_IMPORTED = "Nothing was imported.";

/**
 * Reads a CSV file whose first row has the titles of an access sheet (docs/csv.md). Throws a sentence when it cannot be read, is
 * no CSV, or lacks a title, and when it is not in UTF-8: which of the older encodings it is in nobody can tell for sure, and a
 * name that was guessed would be wrong for good.
 */
export async function readCsv(file: string): Promise<CsvRow[]> {
  const [header = [], ...records] = parsed(textOf(await bytesOf(file), file), file);
  const cellsOf = readerFor(header, file);
  return records.flatMap((record, index) => {
    if (record.every((cell) => cell.trim() === "")) return [];
    const cells = cellsOf(record);
    const name = `${cells.givenName.trim()} ${cells.familyName.trim()}`.trim();
    const about = { row: index + 2, name, address: cells.email.trim() };
    const misshapen = shapeOf(record, header);
    return [{ ...about, ...(misshapen ? { problems: [misshapen] } : readAccessRow(cells)) }];
  });
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "you may not read it" }[
      code ?? ""
    ];
    throw new Failure(`${file} cannot be read: ${why ?? message}. ${NOTHING_IMPORTED}`);
  }
}

function textOf(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const lines = bytes.toString("latin1").split("\n");
  const at = lines.findIndex((line) => !isUtf8(Buffer.from(line, "latin1"))) + 1;
  throw new Failure(
    `${file} is not in UTF-8 (line ${at}): save it as "CSV UTF-8", or convert it with iconv -f ISO-8859-1 -t UTF-8. ${NOTHING_IMPORTED}`,
  );
}

function parsed(text: string, file: string): string[][] {
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
    const [first = ""] = header;
    const separator = header.length > 1 ? undefined : [";", "\t"].find((one) => first.includes(one));
    const hint = separator
      ? ` Its cells are separated by ${separator === ";" ? "semicolons" : "tabs"}; save it with commas.`
      : "";
    throw new Failure(
      `The first row of ${file} does not have the titles of an access sheet: ${(error as Error).message}.${hint} docs/csv.md lists the titles. ${NOTHING_IMPORTED}`,
    );
  }
}

/** Cells without a title, and titles without a cell, mean that something has slipped. */
function shapeOf(record: readonly string[], header: readonly string[]): Remark | undefined {
  const extra = record
    .slice(header.length)
    .flatMap((cell, at) =>
      cell.trim() === "" ? [] : [`"${cell.trim().slice(0, 40)}" in column ${letterOf(header.length + at)}`],
    );
  if (extra.length > 0)
    return { column: "", sentence: `has cells beyond the last title: ${extra.join(", ")}` };
  const missing = header.slice(record.length).map((title) => `"${title.trim()}"`);
  if (missing.length === 0) return undefined;
  return {
    column: "",
    sentence: `has only ${record.length} of ${header.length} cells; missing are ${missing.join(", ")}`,
  };
}
