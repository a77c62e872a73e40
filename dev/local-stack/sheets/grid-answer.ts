import type { GridRange } from "./a1.ts";
import { badRequest } from "./api-error.ts";
import { applyMask, parseMask } from "./field-mask.ts";
import {
  filledRows,
  isFilled,
  NO_ROW,
  type ProtectedRange,
  type SheetFile,
  type SheetTab,
  type StoredCell,
  type StoredMetadata,
} from "./sheet-file.ts";
import { showCell } from "./show-cell.ts";

export interface Asked {
  /** Undefined: all tabs. */
  readonly ranges: readonly GridRange[] | undefined;
  readonly fields: string | undefined;
  readonly includeGridData: boolean;
  /** The address of the caller. */
  readonly caller: string;
}

/** The answer of spreadsheets.get and spreadsheets.getByDataFilter. */
export function answerSpreadsheet(
  file: SheetFile,
  { ranges, fields, includeGridData, caller }: Asked,
): unknown {
  const mask = fields === undefined || fields === "*" ? true : parseMask(fields);
  // A mask wins over includeGridData.
  const sheets = mask === true ? undefined : mask.sheets;
  const withData =
    mask === true ? includeGridData : sheets === true || (sheets !== undefined && sheets.data !== undefined);
  const tabs = ranges ? file.tabs.filter((tab) => ranges.some((range) => range.tab === tab)) : file.tabs;
  const whole = {
    spreadsheetId: file.id,
    properties: { title: file.title, locale: file.locale, timeZone: file.timeZone, autoRecalc: "ON_CHANGE" },
    ...(file.metadata.length > 0 ? { developerMetadata: file.metadata } : {}),
    sheets: tabs.map((tab) => ({
      properties: propertiesOf(tab, file.tabs.indexOf(tab)),
      ...(withData
        ? {
            data: (ranges?.filter((range) => range.tab === tab) ?? [wholeTab(tab)]).map((range) =>
              gridData(file, range),
            ),
          }
        : {}),
      ...(tab.metadata.length > 0 ? { developerMetadata: tab.metadata } : {}),
      ...(tab.protectedRanges.length > 0
        ? {
            protectedRanges: tab.protectedRanges.map((one, index) =>
              protectedRange(tab, one, { index, caller }),
            ),
          }
        : {}),
    })),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${file.id}/edit`,
  };
  const masked = applyMask(whole, mask);
  if (mask !== true && Object.keys(mask).some((name) => !(name in whole) && name !== "namedRanges"))
    throw badRequest("Request contains an invalid argument.");
  return masked;
}

export const wholeTab = (tab: SheetTab): GridRange => ({
  tab,
  startRow: 0,
  endRow: tab.rows.length,
  startColumn: 0,
  endColumn: tab.columnCount,
});

function propertiesOf(tab: SheetTab, index: number) {
  return {
    sheetId: tab.id,
    title: tab.title,
    index,
    sheetType: "GRID",
    gridProperties: {
      rowCount: tab.rows.length,
      columnCount: tab.columnCount,
      ...(tab.frozenRowCount > 0 ? { frozenRowCount: tab.frozenRowCount } : {}),
    },
  };
}

/** Blank rows and cells at the end are missing, and so is `rowData` itself in an empty tab. */
function gridData(file: SheetFile, { tab, startRow, endRow, startColumn, endColumn }: GridRange) {
  const last = Math.min(endRow, Math.max(filledRows(tab), tab.formattedRows));
  const rowData = tab.rows
    .slice(startRow, last)
    .map(({ cells }) => rowOf(cells.slice(startColumn, endColumn), file.locale));
  return {
    ...(startRow > 0 ? { startRow } : {}),
    ...(startColumn > 0 ? { startColumn } : {}),
    ...(rowData.length > 0 ? { rowData } : {}),
    rowMetadata: tab.rows.slice(startRow, endRow).map(({ metadata }, index) => ({
      pixelSize: 21,
      ...(metadata.length > 0
        ? {
            developerMetadata: metadata.map((one) =>
              describeMetadata(one, dimension(tab, "ROWS", startRow + index)),
            ),
          }
        : {}),
    })),
    columnMetadata: Array.from({ length: endColumn - startColumn }, (_, index) => {
      const column = startColumn + index;
      const own = tab.columnMetadata.filter((one) => one.column === column);
      return {
        pixelSize: 100,
        ...(tab.hiddenColumns.includes(column) ? { hiddenByUser: true } : {}),
        ...(own.length > 0
          ? {
              developerMetadata: own.map(({ metadata }) =>
                describeMetadata(metadata, dimension(tab, "COLUMNS", column)),
              ),
            }
          : {}),
      };
    }),
  };
}

export const dimension = (tab: SheetTab, kind: "ROWS" | "COLUMNS", index: number) => ({
  locationType: kind === "ROWS" ? "ROW" : "COLUMN",
  dimensionRange: { sheetId: tab.id, dimension: kind, startIndex: index, endIndex: index + 1 },
});

export const describeMetadata = (metadata: StoredMetadata, location: unknown) => ({ ...metadata, location });

function rowOf(cells: readonly (StoredCell | undefined)[], locale: string) {
  const length = cells.findLastIndex(isFilled) + 1;
  if (length === 0) return {};
  return { values: cells.slice(0, length).map((cell) => (isFilled(cell) ? cellData(cell, locale) : {})) };
}

function cellData(cell: StoredCell, locale: string) {
  const { value, formula, format } = cell;
  const effectiveValue = formula && value === "#REF!" ? { errorValue: { type: "REF" } } : asValue(value);
  return {
    userEnteredValue: formula === undefined ? asValue(value) : { formulaValue: formula },
    effectiveValue,
    formattedValue: showCell(cell, locale),
    ...(format
      ? { userEnteredFormat: { numberFormat: format }, effectiveFormat: { numberFormat: format } }
      : {}),
  };
}

function asValue(value: string | number | boolean) {
  if (typeof value === "string") return { stringValue: value };
  return typeof value === "number" ? { numberValue: value } : { boolValue: value };
}

function protectedRange(
  tab: SheetTab,
  one: ProtectedRange,
  { index, caller }: { index: number; caller: string },
) {
  const range = Object.entries({
    startRowIndex: one.startRow,
    endRowIndex: one.endRow,
    startColumnIndex: one.startColumn,
    endColumnIndex: one.endColumn,
  }).filter(([, value]) => value !== undefined);
  const mayEdit = one.editors.includes(caller);
  return {
    protectedRangeId: 1000 + index,
    range: { sheetId: tab.id, ...Object.fromEntries(range) },
    ...(mayEdit ? { requestingUserCanEdit: true, editors: { users: one.editors } } : {}),
  };
}

/** The rows of a tab, blank ones at the end left out, for the tests to look at. */
export function shownRows(file: SheetFile, tab: SheetTab): string[][] {
  return tab.rows.slice(0, filledRows(tab)).map((row) => {
    const { cells } = row ?? NO_ROW;
    return cells.slice(0, cells.findLastIndex(isFilled) + 1).map((cell) => showCell(cell, file.locale));
  });
}
