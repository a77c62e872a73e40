import type { sheets_v4 } from "@googleapis/sheets";
import type { Cell, GridRow, SpreadsheetContents, Tab } from "./spreadsheet.ts";
import { STAMP_KEY } from "./to-requests.ts";

const STAMPS = "developerMetadata(metadataKey,metadataValue)";

/**
 * What is read of a spreadsheet. Texts come once, as people see them, and numbers come with their stored value as well: the mask keeps
 * the answer for a large tab at half the size.
 */
export const CONTENT_FIELDS = `properties(title,timeZone,locale),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount,frozenRowCount)),${STAMPS},protectedRanges(range,warningOnly,requestingUserCanEdit),data(startRow,rowData(values(formattedValue,effectiveValue(numberValue,boolValue))),rowMetadata(${STAMPS}),columnMetadata(${STAMPS})))`;

/** The titles of all tabs, without their content. */
export const TITLE_FIELDS = "properties(title,timeZone,locale),sheets(properties(title))";

/** Reads the answer of spreadsheets.get. What Google leaves out is blank. */
export function readContents(
  { properties, sheets = [] }: sheets_v4.Schema$Spreadsheet,
  titles: readonly string[],
): SpreadsheetContents {
  return {
    title: properties?.title ?? "",
    timeZone: properties?.timeZone ?? "UTC",
    locale: properties?.locale ?? "en_US",
    tabs: sheets.flatMap((sheet) => (sheet.data ? [readTab(sheet)] : [])),
    titles,
  };
}

function readTab({ properties, data = [], developerMetadata, protectedRanges }: sheets_v4.Schema$Sheet): Tab {
  const { rowCount, columnCount, frozenRowCount } = properties?.gridProperties ?? {};
  const size = { rowCount: rowCount ?? 0, columnCount: columnCount ?? 0 };
  const all = [
    developerMetadata,
    ...data.flatMap(({ rowMetadata, columnMetadata }) =>
      [...(rowMetadata ?? []), ...(columnMetadata ?? [])].map((one) => one.developerMetadata),
    ),
  ];
  return {
    id: properties?.sheetId ?? 0,
    title: properties?.title ?? "",
    rows: data.flatMap(readRows),
    ...size,
    frozenRowCount: frozenRowCount ?? 0,
    metadataLength: all
      .flatMap((list) => list ?? [])
      .reduce((sum, one) => sum + (one.metadataKey?.length ?? 0) + (one.metadataValue?.length ?? 0), 0),
    lockedRanges: (protectedRanges ?? [])
      .filter((one) => !one.warningOnly && !one.requestingUserCanEdit)
      .map(({ range }) => nameRange(range ?? {}, size)),
  };
}

function readRows({ startRow, rowData, rowMetadata }: sheets_v4.Schema$GridData): GridRow[] {
  const rows: GridRow[] = [];
  const length = Math.max(rowData?.length ?? 0, rowMetadata?.length ?? 0);
  for (let index = 0; index < length; index++) {
    const cells = (rowData?.[index]?.values ?? []).map(readCell);
    while (cells.at(-1) === BLANK) cells.pop();
    const stamps = (rowMetadata?.[index]?.developerMetadata ?? [])
      .filter(({ metadataKey }) => metadataKey === STAMP_KEY)
      .map(({ metadataValue }) => metadataValue ?? "");
    if (cells.length > 0 || stamps.length > 0) rows.push({ row: (startRow ?? 0) + index + 1, cells, stamps });
  }
  return rows;
}

const BLANK: Cell = { shown: "" };

function readCell({ formattedValue, effectiveValue }: sheets_v4.Schema$CellData): Cell {
  const shown = formattedValue ?? "";
  const value = effectiveValue?.numberValue ?? effectiveValue?.boolValue;
  if (value !== undefined && value !== null) return { shown, value };
  return shown === "" ? BLANK : { shown, value: shown };
}

/** "A" for 0, "AA" for 26. */
export function nameColumn(column: number): string {
  const last = String.fromCharCode("A".charCodeAt(0) + (column % LETTERS));
  return column < LETTERS ? last : nameColumn(Math.floor(column / LETTERS) - 1) + last;
}

const LETTERS = 26;

function nameRange(
  range: sheets_v4.Schema$GridRange,
  size: { readonly rowCount: number; readonly columnCount: number },
): string {
  const { startRowIndex, endRowIndex, startColumnIndex, endColumnIndex } = range;
  const from = `${nameColumn(startColumnIndex ?? 0)}${(startRowIndex ?? 0) + 1}`;
  return `${from}:${nameColumn((endColumnIndex ?? size.columnCount) - 1)}${endRowIndex ?? size.rowCount}`;
}
