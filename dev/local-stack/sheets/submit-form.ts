import { headingRow } from "./person.ts";
import { insertColumns, isFilled, NO_ROW, putCell, type SheetFile, type SheetTab } from "./sheet-file.ts";
import { showCell, toSerial } from "./show-cell.ts";
import { typedCell } from "./typed-cell.ts";

/** What a person answers, by question. */
export type Answers = Readonly<Record<string, string>>;

/**
 * Does what a form does when a person submits it: adds a row below the last response, and fills only its own columns. `local` is
 * the time in the time zone of the spreadsheet, such as "2026-03-04T10:00:00". Returns the number of the row.
 */
export function submitForm(file: SheetFile, tab: SheetTab, answers: Answers, local: string): number {
  if (!tab.isForm) throw new Error(`no form adds to the tab ${tab.title}`);
  const at = headingRow(tab);
  const headings = (tab.rows[at] ?? NO_ROW).cells.map((cell) => showCell(cell, file.locale));
  const last = tab.rows.findLastIndex(({ cells }) =>
    tab.formColumns.some((column) => isFilled(cells[column])),
  );
  const row = Math.max(at, last) + 1;
  const next = tab.rows[row];
  // A form never overwrites what people wrote below the responses.
  if (!next || next.metadata.length > 0 || next.cells.some(isFilled)) tab.rows.splice(row, 0, NO_ROW);
  fill(file, tab, { row, headings, answers, local });
  return row + 1;
}

/** Does what "Edit your response" does: writes the answers over those of the row. */
export function resubmitForm(
  file: SheetFile,
  tab: SheetTab,
  row: number,
  answers: Answers,
  local: string,
): void {
  const headings = (tab.rows[headingRow(tab)] ?? NO_ROW).cells.map((cell) => showCell(cell, file.locale));
  fill(file, tab, { row: row - 1, headings, answers, local });
}

/** A new question gets a column after the last one of the form. */
export function askMore(tab: SheetTab, question: string): void {
  const column = Math.max(-1, ...tab.formColumns) + 1;
  insertColumns(tab, column, 1);
  tab.formColumns.push(column);
  putCell(tab, headingRow(tab), column, { value: question });
}

interface Filled {
  readonly row: number;
  readonly headings: readonly string[];
  readonly answers: Answers;
  readonly local: string;
}

function fill(file: SheetFile, tab: SheetTab, { row, headings, answers, local }: Filled): void {
  for (const column of tab.formColumns) {
    const heading = headings[column] ?? "";
    const text = answers[heading];
    const format = tab.rows[row]?.cells[column]?.format;
    if (heading === "Timestamp")
      putCell(tab, row, column, { value: toSerial(local), format: { type: "DATE_TIME" } });
    // A form stores what would be a formula as text.
    else if (text?.startsWith("=") || text?.startsWith("+")) putCell(tab, row, column, { value: text });
    else if (text !== undefined) putCell(tab, row, column, typedCell(text, file.locale, format));
  }
}
