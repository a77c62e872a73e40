import { type GridRange, toA1 } from "./a1.ts";
import { badRequest } from "./api-error.ts";
import { requireRoom, requireShortCell, requireUnprotected } from "./check-change.ts";
import { type DataFilter, findRanges } from "./data-filter.ts";
import { copyTabs, filledRows, isFilled, NO_ROW, putCell, type SheetFile } from "./sheet-file.ts";
import { showCell } from "./show-cell.ts";
import { typedCell } from "./typed-cell.ts";

type Value = string | number | boolean | null;

export interface ValueRange {
  readonly range?: string;
  readonly majorDimension?: string;
  readonly values?: readonly (readonly Value[])[];
}

interface Writing {
  readonly caller: string;
  readonly valueInputOption: string | undefined;
}

/** values.get. `values` is missing if all cells are blank. */
export function getValues(file: SheetFile, range: GridRange, render: string | null): ValueRange {
  const rows = range.tab.rows.slice(range.startRow, range.endRow).map(({ cells }) => {
    const part = cells.slice(range.startColumn, range.endColumn);
    return part.slice(0, part.findLastIndex(isFilled) + 1).map((cell): Value => {
      if (render === "UNFORMATTED_VALUE") return cell?.value ?? "";
      return render === "FORMULA" ? (cell?.formula ?? cell?.value ?? "") : showCell(cell, file.locale);
    });
  });
  const values = rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);
  return { range: toA1(range), majorDimension: "ROWS", ...(values.length > 0 ? { values } : {}) };
}

/** Writes a block of cells from this place on. Null leaves a cell as it is. */
export function putValues(
  file: SheetFile,
  { tab, startRow, startColumn }: GridRange,
  values: readonly (readonly Value[])[],
  { caller, valueInputOption }: Writing,
): { readonly updatedRange: string; readonly updatedRows: number; readonly updatedCells: number } {
  if (valueInputOption !== "RAW" && valueInputOption !== "USER_ENTERED")
    throw badRequest("'valueInputOption' is required but not specified");
  const width = Math.max(0, ...values.map((row) => row.length));
  const end = { endRow: startRow + values.length, endColumn: startColumn + width };
  if (end.endRow > tab.rows.length || end.endColumn > tab.columnCount)
    throw badRequest(
      `Range (${toA1({ tab, startRow, startColumn, ...end })}) exceeds grid limits. Max rows: ${tab.rows.length}, max columns: ${tab.columnCount}`,
    );
  let updatedCells = 0;
  for (const [down, row] of values.entries()) {
    for (const [right, value] of row.entries()) {
      if (value === null) continue;
      const [at, column] = [startRow + down, startColumn + right];
      requireUnprotected(
        tab,
        { startRow: at, endRow: at + 1, startColumn: column, endColumn: column + 1 },
        caller,
      );
      const format = tab.rows[at]?.cells[column]?.format;
      const typed = typeof value === "string" && valueInputOption === "USER_ENTERED";
      const cell = typed ? typedCell(value, file.locale, format) : { value, ...(format ? { format } : {}) };
      requireShortCell(cell);
      putCell(tab, at, column, cell);
      updatedCells += 1;
    }
  }
  return {
    updatedRange: toA1({ tab, startRow, startColumn, ...end }),
    updatedRows: values.length,
    updatedCells,
  };
}

/** values:batchUpdateByDataFilter. All or nothing. */
export function putByDataFilter(
  file: SheetFile,
  data: readonly (ValueRange & { readonly dataFilter: DataFilter })[],
  writing: Writing & { readonly rejectsUnknown: boolean },
): unknown {
  const before = copyTabs(file);
  try {
    const responses = data.flatMap(({ dataFilter, values = [], majorDimension = "ROWS" }) => {
      if (majorDimension !== "ROWS") throw badRequest("The simulator writes rows only.");
      const ranges = findRanges(file, dataFilter);
      if (ranges.length === 0 && writing.rejectsUnknown)
        throw badRequest("No ranges match the given data filter.");
      return ranges.map((range) => {
        if (values.length > range.endRow - range.startRow)
          throw badRequest(
            `Requested writing within range [${toA1(range)}], but tried writing to another row`,
          );
        const { updatedRange, updatedRows, updatedCells } = putValues(file, range, values, writing);
        return { updatedRange, updatedRows, updatedCells, dataFilter };
      });
    });
    requireRoom(file);
    const sum = (pick: (one: (typeof responses)[number]) => number) =>
      responses.reduce((total, one) => total + pick(one), 0);
    return {
      spreadsheetId: file.id,
      totalUpdatedRows: sum((one) => one.updatedRows),
      totalUpdatedCells: sum((one) => one.updatedCells),
      responses,
    };
  } catch (error) {
    file.tabs = before;
    throw error;
  }
}

/** values.append, which guesses where the table is: acct must not use it, and a test shows why. */
export function appendValues(
  file: SheetFile,
  range: GridRange,
  values: readonly (readonly Value[])[],
  writing: Writing & { readonly inserts: boolean },
): unknown {
  const { tab } = range;
  const at = guessTable(range);
  const missing = at.row + values.length - tab.rows.length;
  if (writing.inserts && at.row < tab.rows.length) tab.rows.splice(at.row, 0, ...values.map(() => NO_ROW));
  else for (let added = 0; added < missing; added++) tab.rows.push(NO_ROW);
  tab.columnCount = Math.max(tab.columnCount, at.column + Math.max(0, ...values.map((row) => row.length)));
  const place = { ...range, startRow: at.row, startColumn: at.column };
  const updates = putValues(file, place, values, writing);
  return { spreadsheetId: file.id, tableRange: toA1(range), updates: { spreadsheetId: file.id, ...updates } };
}

/** A blank first row is an empty table of its own, and a blank cell ends a table to the left of it. */
function guessTable({ tab, startRow, startColumn }: GridRange): {
  readonly row: number;
  readonly column: number;
} {
  const first = tab.rows[startRow] ?? NO_ROW;
  if (!first.cells.some(isFilled)) return { row: startRow, column: startColumn };
  const last = Math.max(startRow, filledRows(tab) - 1);
  const cells = (tab.rows[last] ?? NO_ROW).cells;
  const end = cells.findLastIndex(isFilled);
  const gap = cells.slice(0, end).findLastIndex((cell) => !isFilled(cell));
  return { row: last + 1, column: Math.max(startColumn, gap + 1) };
}

/** values.clear and values:batchClearByDataFilter. */
export function clearValues(
  { tab, startRow, endRow, startColumn, endColumn }: GridRange,
  caller: string,
): void {
  requireUnprotected(tab, { startRow, endRow, startColumn, endColumn }, caller);
  for (let row = startRow; row < endRow; row++)
    for (let column = startColumn; column < endColumn; column++) putCell(tab, row, column, undefined);
}
