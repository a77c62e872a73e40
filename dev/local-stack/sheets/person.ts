import { columnName } from "./a1.ts";
import {
  deleteColumns,
  filledRows,
  insertColumns,
  isFilled,
  NO_ROW,
  type NumberFormat,
  newTab,
  type ProtectedRange,
  putCell,
  type SheetFile,
  type SheetTab,
  type StoredCell,
} from "./sheet-file.ts";
import { showCell } from "./show-cell.ts";
import { typedCell } from "./typed-cell.ts";

/** What a person does in the spreadsheet. Rows are numbered from 1, as people see them; columns are letters or headings. */
export interface Person {
  /** Types a text into a cell, which Google reads as a number, a date, or a formula if it can. */
  type(row: number, column: string, text: string): void;
  /** Stores exactly this cell. */
  put(row: number, column: string, cell: StoredCell | undefined): void;
  format(column: string, format: NumberFormat): void;
  /** Types these texts into the cells of a row, from column A. */
  typeRow(row: number, texts: readonly string[]): void;
  /** Sorts all rows below the headings. Google doesn't say whether the metadata of rows follows their content. */
  sort(column: string, how: { readonly metadata: "follows" | "stays"; readonly descending?: boolean }): void;
  insertRow(before: number): void;
  deleteRow(row: number): void;
  /** Deletes the content of a row, and leaves the row. */
  clearRow(row: number): void;
  /** Cuts a row and pastes it onto another one. The metadata of both rows stays where it is. */
  cutRow(from: number, onto: number): void;
  /** Drags a whole row to the place before another one. Its metadata follows. */
  dragRow(from: number, before: number): void;
  insertColumn(before: string, heading?: string): void;
  deleteColumn(column: string): void;
  renameHeading(from: string, to: string): void;
  renameTab(to: string): void;
  protect(range: ProtectedRange): void;
  unprotect(): void;
}

/** The row of the headings: the first one with two filled cells, or the first one. */
export function headingRow(tab: SheetTab): number {
  return Math.max(
    0,
    tab.rows.findIndex(({ cells }) => cells.filter(isFilled).length > 1),
  );
}

/** Acts as a person in this tab. */
export function personIn(file: SheetFile, tab: SheetTab): Person {
  const headings = () =>
    (tab.rows[headingRow(tab)] ?? NO_ROW).cells.map((cell) => showCell(cell, file.locale));
  const columnOf = (column: string) => {
    const byHeading = headings().indexOf(column);
    if (byHeading >= 0) return byHeading;
    const byLetter = Array.from({ length: tab.columnCount }, (_, index) => columnName(index)).indexOf(column);
    if (byLetter < 0) throw new Error(`the tab ${tab.title} has no column ${column}`);
    return byLetter;
  };
  const person: Person = {
    type(row, column, text) {
      while (tab.rows.length < row) tab.rows.push(NO_ROW);
      const at = columnOf(column);
      putCell(tab, row - 1, at, typedCell(text, file.locale, tab.rows[row - 1]?.cells[at]?.format));
    },
    put(row, column, cell) {
      while (tab.rows.length < row) tab.rows.push(NO_ROW);
      putCell(tab, row - 1, columnOf(column), cell);
    },
    format(column, format) {
      const at = columnOf(column);
      for (const [row, { cells }] of tab.rows.entries()) {
        const cell = cells[at];
        if (row > headingRow(tab)) putCell(tab, row, at, { value: cell?.value ?? "", format });
      }
    },
    typeRow(row, texts) {
      while (tab.rows.length < row) tab.rows.push(NO_ROW);
      tab.columnCount = Math.max(tab.columnCount, texts.length);
      for (const [column, text] of texts.entries())
        putCell(tab, row - 1, column, typedCell(text, file.locale));
    },
    sort(column, { metadata, descending }) {
      const at = columnOf(column);
      const first = headingRow(tab) + 1;
      const last = filledRows(tab);
      const rows = tab.rows.slice(first, last);
      const key = ({ cells }: (typeof rows)[number]) => cells[at]?.value ?? "";
      const sorted = rows.toSorted((a, b) => compare(key(a), key(b)) * (descending ? -1 : 1));
      for (const [index, row] of sorted.entries()) {
        const kept = metadata === "follows" ? row.metadata : (rows[index]?.metadata ?? []);
        tab.rows[first + index] = { ...row, metadata: kept };
      }
    },
    insertRow(before) {
      tab.rows.splice(before - 1, 0, NO_ROW);
    },
    deleteRow(row) {
      tab.rows.splice(row - 1, 1);
    },
    clearRow(row) {
      tab.rows[row - 1] = { cells: [], metadata: tab.rows[row - 1]?.metadata ?? [] };
    },
    cutRow(from, onto) {
      const cells = tab.rows[from - 1]?.cells ?? [];
      person.clearRow(from);
      tab.rows[onto - 1] = { cells, metadata: tab.rows[onto - 1]?.metadata ?? [] };
    },
    dragRow(from, before) {
      const [row] = tab.rows.splice(from - 1, 1);
      if (row) tab.rows.splice(before > from ? before - 2 : before - 1, 0, row);
    },
    insertColumn(before, heading) {
      const at = columnOf(before);
      insertColumns(tab, at, 1);
      if (heading !== undefined) putCell(tab, headingRow(tab), at, { value: heading });
    },
    deleteColumn(column) {
      deleteColumns(tab, columnOf(column), 1);
    },
    renameHeading(from, to) {
      putCell(tab, headingRow(tab), columnOf(from), to === "" ? undefined : { value: to });
    },
    renameTab(to) {
      tab.title = to;
    },
    protect(range) {
      tab.protectedRanges = [...tab.protectedRanges, range];
    },
    unprotect() {
      tab.protectedRanges = [];
    },
  };
  return person;
}

/** Numbers come before texts, and blank cells last. */
function compare(a: StoredCell["value"], b: StoredCell["value"]): number {
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return String(a).localeCompare(String(b));
}

export interface TabOptions {
  readonly headings?: readonly string[];
  /** The number of rows of the grid; 1,000 by default, as in a new tab. */
  readonly rowCount?: number;
  readonly columnCount?: number;
  readonly frozenRowCount?: number;
  /** True if a form adds its responses here: to the columns from "Timestamp" on, or to all of them. */
  readonly isForm?: boolean;
  readonly rows?: readonly (readonly string[])[];
}

/** Adds a tab, with headings in its first row and with rows as a person would type them. */
export function addTab(file: SheetFile, title: string, options: TabOptions = {}): SheetTab {
  const { headings = [], rows = [], rowCount = 1000, isForm = false, frozenRowCount = 0 } = options;
  const columnCount = Math.max(options.columnCount ?? 26, headings.length);
  const tab = newTab(title, { rowCount, columnCount });
  tab.frozenRowCount = frozenRowCount;
  tab.isForm = isForm;
  const first = Math.max(0, headings.indexOf("Timestamp"));
  tab.formColumns = isForm ? headings.map((_, column) => column).slice(first) : [];
  for (const [column, heading] of headings.entries())
    if (heading) putCell(tab, 0, column, { value: heading });
  file.tabs = [...file.tabs, tab];
  const person = personIn(file, tab);
  for (const [index, texts] of rows.entries()) person.typeRow(index + (headings.length > 0 ? 2 : 1), texts);
  return tab;
}
