import type { SheetSource } from "../../db/names.ts";
import { Failure } from "../../failure/failure.ts";
import { quoteCell } from "../quote-cell.ts";
import { type DateOrder, findDateOrder } from "../row-moment.ts";
import type { SheetColumns } from "../sheet-layouts.ts";
import { describeLayout, findHeadings, type LayoutOptions, recognizeLayout } from "../sheet-layouts.ts";
import { isBlankRow, type RowRead, readRow } from "./read-row.ts";
import type { SpreadsheetContents, Tab } from "./spreadsheet.ts";

/** The heading of the hidden column with our stamps. */
export const STAMP_TITLE = "acct row ID (please leave this column)";

/** How a sheet is read. */
export interface SheetReading extends LayoutOptions {
  readonly source: SheetSource;
  /** The title of the tab with the answers. */
  readonly tab: string;
  readonly dateOrder?: DateOrder | undefined;
}

export interface TabRead {
  readonly tab: Tab;
  readonly columns: SheetColumns;
  /** The number of the row of headings. */
  readonly headingRow: number;
  /** The headings by their places. */
  readonly header: readonly string[];
  /** The place of the hidden column with our stamps, if there is one. */
  readonly stampAt: number | undefined;
  /** The place of the first column without a heading, which may be beyond the grid. */
  readonly freeAt: number;
  /** The rows in which someone has answered something. */
  readonly rows: readonly RowRead[];
  readonly order: DateOrder | undefined;
  /** For people: "access requests (21 columns), headings in row 1". */
  readonly layout: string;
}

/**
 * Finds the tab, its headings and its rows. Throws a failure that says what to do if there is no such tab, or if its headings can't
 * be used: then nothing is read.
 */
export function readTab({ title, tabs, titles }: SpreadsheetContents, reading: SheetReading): TabRead {
  const { source, tab: wanted } = reading;
  const tab = tabs.find((one) => one.title === wanted);
  const where = `the tab ${quoteCell(wanted)} of ${quoteCell(title)}`;
  if (!tab) {
    throw new Failure(
      `The spreadsheet ${quoteCell(title)} has no tab ${quoteCell(wanted)}. It has: ${titles.map(quoteCell).join(", ")}. Rename the tab, or set sheets.${source}.tab in acct.yml`,
    );
  }
  const records = tab.rows.map(({ cells }) => cells.map(({ shown }) => shown));
  const at = findHeadings(records, source, reading);
  const headings = tab.rows[at ?? -1];
  const header = records[at ?? -1];
  if (at === undefined || !headings || !header) {
    throw new Failure(
      `The first rows of ${where} have no headings of ${source === "quotas" ? "a quota" : "an access"} sheet, so nothing was read from it. docs/google-sheets.md lists them. If yours are different, set sheets.${source}.columns in acct.yml`,
    );
  }
  const columns = recognize(header, reading, where);
  const stampAt = header.findIndex((text) => text.trim() === STAMP_TITLE);
  const below = tab.rows.filter(({ row }) => row > headings.row);
  const order = reading.dateOrder ?? findOrder(below, columns);
  const options = { stampAt: stampAt < 0 ? undefined : stampAt, order };
  return {
    tab,
    columns,
    headingRow: headings.row,
    header,
    stampAt: options.stampAt,
    freeAt:
      Math.max(
        header.findLastIndex((text) => text.trim() !== ""),
        0,
      ) + 1,
    rows: below.map((row) => readRow(row, columns, options)).filter((row) => !isBlankRow(row)),
    order,
    layout: describeLayout(columns, headings.row),
  };
}

function recognize(header: readonly string[], reading: SheetReading, where: string): SheetColumns {
  try {
    return recognizeLayout(header, reading.source, reading);
  } catch (error) {
    throw new Failure(
      `The headings of ${where} can't be used: ${(error as Error).message}. Nothing was read from it. Restore the heading, or set sheets.${reading.source}.columns in acct.yml`,
      { cause: error },
    );
  }
}

/** The order of day and month in dates that are kept as text. Dates that are stored as dates say nothing about it. */
function findOrder(rows: Tab["rows"], { places }: SheetColumns): DateOrder | undefined {
  const at = places.get("timestamp") ?? -1;
  return findDateOrder(
    rows.flatMap(({ cells }) => {
      const cell = cells[at];
      return cell && typeof cell.value !== "number" ? [cell.shown] : [];
    }),
  );
}
