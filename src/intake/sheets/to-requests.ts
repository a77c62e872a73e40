import type { sheets_v4 } from "@googleapis/sheets";
import type { NewCell, SheetChange, StampedWrite } from "./spreadsheet.ts";

/** The key of the metadata in which acct keeps its stamps. It is short because keys count against Google's limit as well. */
export const STAMP_KEY = "acct";

/** The rows that carry this stamp, in one tab. */
const withStamp = (tabId: number, stamp: string): sheets_v4.Schema$DataFilter => ({
  developerMetadataLookup: {
    locationType: "ROW",
    metadataLocation: { sheetId: tabId },
    metadataKey: STAMP_KEY,
    metadataValue: stamp,
  },
});

/** The request for one change (spreadsheets.batchUpdate). Texts are always `stringValue`, which Google never reads as a formula. */
export function toRequests(change: SheetChange): sheets_v4.Schema$Request[] {
  const { kind } = change;
  switch (kind) {
    case "stamp": {
      const location = { dimensionRange: rows(change.tabId, change.row) };
      const metadata = { metadataKey: STAMP_KEY, metadataValue: change.stamp, visibility: "DOCUMENT" };
      return [{ createDeveloperMetadata: { developerMetadata: { ...metadata, location } } }];
    }
    case "remove-stamp":
      return [{ deleteDeveloperMetadata: { dataFilter: withStamp(change.tabId, change.stamp) } }];
    case "write":
      return Object.entries(change.cells).map(([column, cell]) => ({
        updateCells: {
          start: { sheetId: change.tabId, rowIndex: change.row - 1, columnIndex: Number(column) },
          rows: [{ values: [toCellData(cell)] }],
          fields: isMoment(cell) ? `${VALUE},${FORMAT}` : VALUE,
        },
      }));
    case "append": {
      const hasMoment = change.rows.some((cells) => cells.some(isMoment));
      return [
        {
          appendCells: {
            sheetId: change.tabId,
            rows: change.rows.map((cells) => ({ values: cells.map(toCellData) })),
            fields: hasMoment ? `${VALUE},${FORMAT}` : VALUE,
          },
        },
      ];
    }
    case "insert-rows":
      return [
        {
          insertDimension: {
            range: rows(change.tabId, change.row, change.count),
            // Otherwise the first row would look like the headings.
            inheritFromBefore: change.row > 2,
          },
        },
      ];
    case "delete-row":
      return [{ deleteDimension: { range: rows(change.tabId, change.row) } }];
    case "add-tab": {
      const gridProperties = { rowCount: change.rowCount, columnCount: change.columnCount };
      const { title, isHidden, id } = change;
      const given = { ...(id === undefined ? {} : { sheetId: id }), ...(isHidden ? { hidden: true } : {}) };
      return [{ addSheet: { properties: { title, gridProperties, ...given } } }];
    }
    case "hide-column":
      return [
        {
          updateDimensionProperties: {
            range: {
              sheetId: change.tabId,
              dimension: "COLUMNS",
              startIndex: change.column,
              endIndex: change.column + 1,
            },
            properties: { hiddenByUser: true },
            fields: "hiddenByUser",
          },
        },
      ];
    case "copy-cells":
      return [
        {
          copyPaste: {
            source: cellsOf(change.from, change.count),
            destination: cellsOf(change.to, change.count),
            pasteType: "PASTE_NORMAL",
          },
        },
      ];
    case "add-rows":
      return [{ appendDimension: { sheetId: change.tabId, dimension: "ROWS", length: change.count } }];
    case "add-columns":
      return [{ appendDimension: { sheetId: change.tabId, dimension: "COLUMNS", length: change.count } }];
  }
}

/** The data of values:batchUpdateByDataFilter for one row. Null leaves a cell as it is. */
export function toDataFilterRange({
  tabId,
  stamp,
  cells,
}: StampedWrite): sheets_v4.Schema$DataFilterValueRange {
  const width = Math.max(0, ...Object.keys(cells).map((column) => Number(column) + 1));
  const values = Array.from({ length: width }, (_, column) => cells[column] ?? null);
  return { dataFilter: withStamp(tabId, stamp), majorDimension: "ROWS", values: [values] };
}

const VALUE = "userEnteredValue";
const FORMAT = "userEnteredFormat.numberFormat";

const rows = (sheetId: number, row: number, count = 1) => ({
  sheetId,
  dimension: "ROWS",
  startIndex: row - 1,
  endIndex: row - 1 + count,
});

const cellsOf = (
  at: { readonly tabId: number; readonly row: number; readonly column: number },
  count: number,
) => ({
  sheetId: at.tabId,
  startRowIndex: at.row - 1,
  endRowIndex: at.row,
  startColumnIndex: at.column,
  endColumnIndex: at.column + count,
});

const isMoment = (cell: NewCell): cell is { readonly serial: number } =>
  typeof cell === "object" && cell !== null;

function toCellData(cell: NewCell): sheets_v4.Schema$CellData {
  if (cell === null || cell === "") return {};
  if (typeof cell === "string") return { userEnteredValue: { stringValue: cell } };
  if (typeof cell === "boolean") return { userEnteredValue: { boolValue: cell } };
  if (typeof cell === "number") return { userEnteredValue: { numberValue: cell } };
  return {
    userEnteredValue: { numberValue: cell.serial },
    userEnteredFormat: { numberFormat: { type: typeOf(cell.serial) } },
  };
}

/** A whole number is a day, and less than one is a time of day. */
const typeOf = (serial: number) => (Number.isInteger(serial) ? "DATE" : serial < 1 ? "TIME" : "DATE_TIME");
