/** A cell as it is stored. A date is a number of days since December 30, 1899, with a format. */
export interface StoredCell {
  readonly value: string | number | boolean;
  /** Only people write formulas here; the value is then what it shows. */
  readonly formula?: string;
  readonly format?: NumberFormat;
}

export interface NumberFormat {
  readonly type: "TEXT" | "NUMBER" | "DATE" | "TIME" | "DATE_TIME";
  /** Such as "0000". Without one, the locale decides. */
  readonly pattern?: string;
}

export interface StoredMetadata {
  readonly metadataId: number;
  readonly metadataKey: string;
  readonly metadataValue: string;
  readonly visibility: "DOCUMENT" | "PROJECT";
}

/** Rows are never changed, only replaced, so that a batch that fails can be taken back cheaply. */
export interface StoredRow {
  readonly cells: readonly (StoredCell | undefined)[];
  readonly metadata: readonly StoredMetadata[];
}

export interface ProtectedRange {
  /** From 0, without the end. Missing: unbounded. */
  readonly startRow?: number;
  readonly endRow?: number;
  readonly startColumn?: number;
  readonly endColumn?: number;
  /** The addresses of those who can edit it. */
  readonly editors: readonly string[];
}

export interface SheetTab {
  readonly id: number;
  title: string;
  /** Every row of the grid, blank ones included. */
  rows: StoredRow[];
  columnCount: number;
  frozenRowCount: number;
  /** True if a form adds its responses here. */
  isForm: boolean;
  /** The columns that the form writes. */
  formColumns: number[];
  hiddenColumns: number[];
  /** Metadata of the tab itself, and of its columns. */
  metadata: StoredMetadata[];
  columnMetadata: { readonly column: number; readonly metadata: StoredMetadata }[];
  protectedRanges: ProtectedRange[];
  /** Rows up to here have a format, so that Google lists them although they are blank. */
  formattedRows: number;
}

export interface SheetFile {
  readonly id: string;
  title: string;
  /** Such as "de_DE". */
  locale: string;
  timeZone: string;
  tabs: SheetTab[];
  metadata: StoredMetadata[];
  /** An Excel file that Drive only shows. */
  isExcel: boolean;
  readonly sharedWith: Map<string, "writer" | "reader">;
}

export const MAX_CELLS = 10_000_000;
export const MAX_METADATA = 30_000;
export const MAX_CELL_LENGTH = 50_000;

export const NO_ROW: StoredRow = { cells: [], metadata: [] };

export const isFilled = (cell: StoredCell | undefined): cell is StoredCell =>
  cell !== undefined && cell.value !== "";

/** The number of rows up to the last one with content. */
export function filledRows(tab: SheetTab): number {
  return tab.rows.findLastIndex(({ cells }) => cells.some(isFilled)) + 1;
}

/** Replaces one cell. */
export function putCell(tab: SheetTab, row: number, column: number, cell: StoredCell | undefined): void {
  const old = tab.rows[row] ?? NO_ROW;
  const cells = [...old.cells];
  while (cells.length < column) cells.push(undefined);
  cells[column] = cell;
  tab.rows[row] = { ...old, cells };
}

/** All of the metadata that counts against the limit of the tab. */
export function metadataLength(tab: SheetTab): number {
  const all = [
    ...tab.metadata,
    ...tab.columnMetadata.map(({ metadata }) => metadata),
    ...tab.rows.flatMap(({ metadata }) => metadata),
  ];
  return all.reduce((sum, one) => sum + one.metadataKey.length + one.metadataValue.length, 0);
}

/** A copy that later changes of the file leave alone. */
export function copyTabs(file: SheetFile): SheetTab[] {
  return file.tabs.map((tab) => ({
    ...tab,
    rows: [...tab.rows],
    formColumns: [...tab.formColumns],
    hiddenColumns: [...tab.hiddenColumns],
    metadata: [...tab.metadata],
    columnMetadata: [...tab.columnMetadata],
    protectedRanges: [...tab.protectedRanges],
  }));
}

let lastId = 1_000_000;

/** An ID that no other tab or metadata has. */
export const newId = (): number => ++lastId;

export function newTab(
  title: string,
  size: { readonly rowCount: number; readonly columnCount: number },
): SheetTab {
  return {
    id: newId(),
    title,
    rows: Array.from({ length: size.rowCount }, () => NO_ROW),
    columnCount: size.columnCount,
    frozenRowCount: 0,
    isForm: false,
    formColumns: [],
    hiddenColumns: [],
    metadata: [],
    columnMetadata: [],
    protectedRanges: [],
    formattedRows: 0,
  };
}

/** Inserts blank columns before this one. What belongs to later columns moves with them. */
export function insertColumns(tab: SheetTab, at: number, count: number): void {
  tab.columnCount += count;
  tab.rows = tab.rows.map((row) => {
    if (row.cells.length <= at) return row;
    return { ...row, cells: row.cells.toSpliced(at, 0, ...Array.from({ length: count }, () => undefined)) };
  });
  const moved = (column: number) => (column >= at ? column + count : column);
  tab.hiddenColumns = tab.hiddenColumns.map(moved);
  tab.formColumns = tab.formColumns.map(moved);
  tab.columnMetadata = tab.columnMetadata.map((one) => ({ ...one, column: moved(one.column) }));
}

export function deleteColumns(tab: SheetTab, at: number, count: number): void {
  tab.columnCount -= count;
  tab.rows = tab.rows.map((row) => ({ ...row, cells: row.cells.toSpliced(at, count) }));
  const kept = (column: number) => column < at || column >= at + count;
  const moved = (column: number) => (column >= at ? column - count : column);
  tab.hiddenColumns = tab.hiddenColumns.filter(kept).map(moved);
  tab.formColumns = tab.formColumns.filter(kept).map(moved);
  tab.columnMetadata = tab.columnMetadata
    .filter(({ column }) => kept(column))
    .map((one) => ({ ...one, column: moved(one.column) }));
}
