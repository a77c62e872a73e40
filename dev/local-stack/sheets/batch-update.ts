import { ApiError, badRequest } from "./api-error.ts";
import { requireMetadataRoom, requireRoom, requireShortCell, requireUnprotected } from "./check-change.ts";
import { type DataFilter, findMetadata, findTab, type Placed } from "./data-filter.ts";
import { describeMetadata, dimension } from "./grid-answer.ts";
import {
  copyTabs,
  deleteColumns,
  filledRows,
  insertColumns,
  metadataLength,
  NO_ROW,
  type NumberFormat,
  newId,
  newTab,
  putCell,
  type SheetFile,
  type SheetTab,
  type StoredCell,
  type StoredMetadata,
} from "./sheet-file.ts";

/** One request of a batch, as it came. */
export type BatchRequest = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Carries out a batch: all requests in order, or none of them. Returns the replies. */
export function batchUpdate(
  file: SheetFile,
  requests: readonly BatchRequest[],
  { caller, maxCells }: { readonly caller: string; readonly maxCells?: number | undefined },
): unknown[] {
  if (requests.length === 0) throw badRequest("Must specify at least one request.");
  const before = { tabs: copyTabs(file), metadata: [...file.metadata] };
  const lengths = new Map<SheetTab, number>();
  let at = 0;
  let name = "";
  try {
    const replies = requests.map((request, index) => {
      at = index;
      name = Object.keys(request)[0] ?? "";
      const carryOut = REQUESTS[name];
      if (!carryOut) throw badRequest(`Unknown name "${name}": the simulator doesn't know this request.`);
      // Adding up all metadata for each stamp of a large batch would take minutes.
      if (name !== "createDeveloperMetadata") lengths.clear();
      const reply = carryOut({ file, caller, lengths }, request[name] ?? {});
      requireRoom(file, maxCells);
      return reply ?? {};
    });
    return replies;
  } catch (error) {
    Object.assign(file, before);
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.code, error.status, `Invalid requests[${at}].${name}: ${error.message}`);
  }
}

interface Context {
  readonly file: SheetFile;
  readonly caller: string;
  /** The characters of metadata of tabs, as far as they are known. */
  readonly lengths: Map<SheetTab, number>;
}
// biome-ignore lint/suspicious/noExplicitAny: it is what came over the wire, and each request reads what it needs.
type Body = any;
type CarryOut = (context: Context, body: Body) => unknown;

const REQUESTS: Readonly<Record<string, CarryOut>> = {
  appendCells: ({ file, caller }, { sheetId, rows = [], fields }) => {
    const tab = findTab(file, sheetId);
    const start = filledRows(tab);
    const width = Math.max(0, ...rows.map(({ values = [] }: Body) => values.length));
    if (width > tab.columnCount) tab.columnCount = width;
    requireUnprotected(
      tab,
      { startRow: start, endRow: start + rows.length, startColumn: 0, endColumn: width },
      caller,
    );
    while (tab.rows.length < start + rows.length) tab.rows.push(NO_ROW);
    writeRows(tab, { rows, fields, row: start, column: 0 });
  },
  updateCells: ({ file, caller }, { rows = [], fields, start, range }) => {
    const at = start ?? range;
    const tab = findTab(file, at.sheetId);
    const [row, column] = [at.rowIndex ?? at.startRowIndex ?? 0, at.columnIndex ?? at.startColumnIndex ?? 0];
    const width = Math.max(0, ...rows.map(({ values = [] }: Body) => values.length));
    if (row + rows.length > tab.rows.length || column + width > tab.columnCount)
      throw badRequest(
        `Attempting to write row: ${row + rows.length - 1}, column: ${column + width - 1} beyond the last requested grid of: ${tab.rows.length}, ${tab.columnCount}`,
      );
    requireUnprotected(
      tab,
      { startRow: row, endRow: row + rows.length, startColumn: column, endColumn: column + width },
      caller,
    );
    writeRows(tab, { rows, fields, row, column });
  },
  insertDimension: ({ file, caller }, { range, inheritFromBefore }) => {
    const { tab, start, end, isRows } = dimensionRange(file, range);
    const size = isRows ? tab.rows.length : tab.columnCount;
    if (start > size)
      throw badRequest(`range.startIndex[${start}] must be less than the grid size (${size})`);
    if (inheritFromBefore && start === 0)
      throw badRequest("inheritFromBefore cannot be true if startIndex is 0.");
    requireUnprotected(tab, lines(isRows, start, start), caller);
    if (isRows) tab.rows.splice(start, 0, ...Array.from({ length: end - start }, () => NO_ROW));
    else insertColumns(tab, start, end - start);
    shiftProtection(tab, { isRows, at: start, by: end - start });
  },
  appendDimension: ({ file }, { sheetId, dimension: kind, length }) => {
    const tab = findTab(file, sheetId);
    if (kind === "ROWS") for (let added = 0; added < length; added++) tab.rows.push(NO_ROW);
    else tab.columnCount += length;
  },
  deleteDimension: ({ file, caller }, { range }) => {
    const { tab, start, end, isRows } = dimensionRange(file, range);
    const size = isRows ? tab.rows.length : tab.columnCount;
    const what = isRows ? "row" : "column";
    if (start >= size)
      throw badRequest(
        `Cannot delete a ${what} that doesn't exist. Tried to delete ${what} index ${start} but there are only ${size} ${what}s.`,
      );
    const left = size - (Math.min(end, size) - start);
    if (left === 0) throw badRequest(`You can't delete all the ${what}s on the sheet.`);
    if (isRows && start >= tab.frozenRowCount && left <= tab.frozenRowCount)
      throw badRequest("Sorry, it is not possible to delete all non-frozen rows.");
    requireUnprotected(tab, lines(isRows, start, end), caller);
    if (isRows) {
      tab.rows.splice(start, end - start);
      if (start < tab.frozenRowCount) tab.frozenRowCount -= Math.min(end, tab.frozenRowCount) - start;
    } else deleteColumns(tab, start, end - start);
    shiftProtection(tab, { isRows, at: start, by: start - end });
  },
  addSheet: ({ file }, { properties = {} }) => {
    const title = properties.title ?? `Sheet${file.tabs.length + 1}`;
    if (file.tabs.some((tab) => tab.title.toLowerCase() === title.toLowerCase()))
      throw badRequest(`A sheet with the name "${title}" already exists. Please enter another name.`);
    const { rowCount = 1000, columnCount = 26, frozenRowCount = 0 } = properties.gridProperties ?? {};
    const made = { ...newTab(title, { rowCount, columnCount }), frozenRowCount };
    const tab = properties.sheetId === undefined ? made : { ...made, id: properties.sheetId };
    file.tabs = [...file.tabs, tab];
    return {
      addSheet: { properties: { sheetId: tab.id, title, index: file.tabs.length - 1, sheetType: "GRID" } },
    };
  },
  updateDimensionProperties: ({ file }, { range, properties, fields }) => {
    const { tab, start, end, isRows } = dimensionRange(file, range);
    if (isRows || fields !== "hiddenByUser") return;
    const columns = Array.from({ length: end - start }, (_, index) => start + index);
    const others = tab.hiddenColumns.filter((column) => !columns.includes(column));
    tab.hiddenColumns = properties.hiddenByUser ? [...others, ...columns] : others;
  },
  createDeveloperMetadata: ({ file, lengths }, { developerMetadata }) => {
    const { metadataId, metadataKey, metadataValue = "", visibility, location = {} } = developerMetadata;
    if (!metadataKey) throw badRequest("developerMetadata.metadataKey must be set.");
    if (visibility !== "DOCUMENT" && visibility !== "PROJECT")
      throw badRequest("developerMetadata.visibility must be set.");
    if (metadataId !== undefined && findMetadata(file, { metadataId }).length > 0)
      throw badRequest(`A developer metadata with ID ${metadataId} already exists.`);
    const id = location.sheetId ?? location.dimensionRange?.sheetId;
    if (id !== undefined) {
      const tab = findTab(file, id);
      const length = (lengths.get(tab) ?? metadataLength(tab)) + metadataKey.length + metadataValue.length;
      requireMetadataRoom(tab, length);
      lengths.set(tab, length);
    }
    const stored = { metadataId: metadataId ?? newId(), metadataKey, metadataValue, visibility };
    return {
      createDeveloperMetadata: { developerMetadata: describeMetadata(stored, place(file, stored, location)) },
    };
  },
  deleteDeveloperMetadata: ({ file }, { dataFilter }) => {
    const { developerMetadataLookup } = dataFilter as DataFilter;
    if (!developerMetadataLookup) throw badRequest("dataFilter must be a developerMetadataLookup.");
    const found = findMetadata(file, developerMetadataLookup);
    for (const one of found) removeMetadata(file, one);
    return { deleteDeveloperMetadata: { deletedDeveloperMetadata: found.map(({ metadata }) => metadata) } };
  },
  deleteRange: ({ file }, { range }) => refuseOnForms(file, range?.sheetId),
  cutPaste: ({ file }, { source }) => refuseOnForms(file, source?.sheetId),
  moveDimension: ({ file }, { source }) => refuseOnForms(file, source?.sheetId),
};

/** What Google refuses on the tab of a form. Elsewhere the simulator doesn't do it either, because acct never asks for it. */
function refuseOnForms(file: SheetFile, id: number | undefined): never {
  throw badRequest(
    findTab(file, id).isForm
      ? "Cannot cut from form data. Use copy instead."
      : "The simulator doesn't do this, because it isn't safe on the tab of a form.",
  );
}

function dimensionRange(file: SheetFile, { sheetId, dimension: kind, startIndex, endIndex }: Body) {
  const tab = findTab(file, sheetId);
  const isRows = kind === "ROWS";
  const size = isRows ? tab.rows.length : tab.columnCount;
  const [start, end] = [startIndex ?? 0, endIndex ?? size];
  if (start < 0 || end <= start) throw badRequest("range.endIndex must be greater than range.startIndex.");
  return { tab, start, end, isRows };
}

const lines = (isRows: boolean, start: number, end: number) =>
  isRows
    ? { startRow: start, endRow: end, startColumn: 0, endColumn: Infinity }
    : { startRow: 0, endRow: Infinity, startColumn: start, endColumn: end };

interface Written {
  readonly rows: readonly Body[];
  /** Which parts of a cell are written: those that a cell lacks are cleared. */
  readonly fields: string;
  readonly row: number;
  readonly column: number;
}

function writeRows(tab: SheetTab, { rows, fields, row, column }: Written): void {
  const parts = (fields ?? "").split(",").map((part) => part.trim());
  if (parts.length === 0 || parts[0] === "")
    throw badRequest("At least one field must be listed in 'fields'.");
  const writesValue = parts.some((part) => part === "*" || part.startsWith("userEnteredValue"));
  const writesFormat = parts.some((part) => part === "*" || part.startsWith("userEnteredFormat"));
  for (const [down, { values = [] }] of rows.entries()) {
    for (const [right, data] of (values as Body[]).entries()) {
      const old = tab.rows[row + down]?.cells[column + right];
      const format: NumberFormat | undefined = writesFormat
        ? data?.userEnteredFormat?.numberFormat
        : old?.format;
      const value = writesValue ? readValue(data?.userEnteredValue) : old?.value;
      const cell: StoredCell | undefined =
        value === undefined && format === undefined
          ? undefined
          : { value: value ?? "", ...(format ? { format } : {}) };
      requireShortCell(cell);
      putCell(tab, row + down, column + right, cell);
    }
  }
}

function readValue(entered: Body): string | number | boolean | undefined {
  if (entered === undefined || entered === null) return undefined;
  const { stringValue, numberValue, boolValue } = entered;
  return stringValue ?? numberValue ?? boolValue;
}

/** Protected ranges move with their cells. */
function shiftProtection(
  tab: SheetTab,
  { isRows, at, by }: { readonly isRows: boolean; readonly at: number; readonly by: number },
): void {
  const shift = (index: number | undefined) =>
    index === undefined || index <= at ? index : Math.max(at, index + by);
  const first = (index: number | undefined) =>
    index === undefined || index < at ? index : Math.max(at, index + by);
  tab.protectedRanges = tab.protectedRanges.map((one) => {
    const moved = isRows
      ? { startRow: first(one.startRow), endRow: shift(one.endRow) }
      : { startColumn: first(one.startColumn), endColumn: shift(one.endColumn) };
    const known = Object.entries(moved).filter(([, value]) => value !== undefined);
    return { ...one, ...Object.fromEntries(known) };
  });
}

function place(file: SheetFile, metadata: StoredMetadata, location: Body): unknown {
  if (location.spreadsheet) {
    file.metadata = [...file.metadata, metadata];
    return { locationType: "SPREADSHEET", spreadsheet: true };
  }
  if (location.sheetId !== undefined) {
    findTab(file, location.sheetId).metadata.push(metadata);
    return { locationType: "SHEET", sheetId: location.sheetId };
  }
  const { tab, start, end, isRows } = dimensionRange(file, location.dimensionRange ?? {});
  if (end !== start + 1)
    throw badRequest("Developer metadata must be associated with exactly one row or column.");
  if (start >= (isRows ? tab.rows.length : tab.columnCount))
    throw badRequest("Developer metadata cannot be associated with a row or column that doesn't exist.");
  if (isRows) {
    const row = tab.rows[start] ?? NO_ROW;
    tab.rows[start] = { ...row, metadata: [...row.metadata, metadata] };
  } else tab.columnMetadata.push({ column: start, metadata });
  return dimension(tab, isRows ? "ROWS" : "COLUMNS", start);
}

function removeMetadata(file: SheetFile, { metadata, tab, row, column }: Placed): void {
  const isOther = (one: StoredMetadata) => one !== metadata;
  if (!tab) file.metadata = file.metadata.filter(isOther);
  else if (row !== undefined) {
    const old = tab.rows[row] ?? NO_ROW;
    tab.rows[row] = { ...old, metadata: old.metadata.filter(isOther) };
  } else if (column !== undefined)
    tab.columnMetadata = tab.columnMetadata.filter((one) => one.metadata !== metadata);
  else tab.metadata = tab.metadata.filter(isOther);
}
