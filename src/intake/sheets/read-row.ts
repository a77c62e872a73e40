import { createHash } from "node:crypto";
import { ACCESS_TITLES } from "../access-sheet.ts";
import { tidyText } from "../draft.ts";
import type { Remark } from "../intake.ts";
import { QUOTA_TITLES } from "../quota-sheet.ts";
import { type DateOrder, readMoment } from "../row-moment.ts";
import { type SheetColumns, STAFF_COLUMNS, type StaffColumn } from "../sheet-layouts.ts";
import { dateTextOf, explainTwoDays, meaningOf, textOf } from "./cell-text.ts";
import type { Cell, GridRow } from "./spreadsheet.ts";

/** A row of a sheet as acct reads it. */
export interface RowRead {
  /** The number of the row as people see it, which is only true for this reading. */
  readonly row: number;
  /** Our stamps of it, in the metadata and in the hidden column. */
  readonly stamps: readonly string[];
  /** The text of each column of the layout. */
  readonly texts: Readonly<Record<string, string>>;
  /** What the person has filled in, by column, without the PIN and without blank cells. */
  readonly answers: Readonly<Record<string, string>>;
  readonly pin: string;
  readonly staff: Readonly<Record<StaffColumn, string>>;
  /** Identifies the answers by their meaning: the same in every format, order of columns, and locale. */
  readonly digest: string;
  /** When the form was filled in, in ISO 8601 local time; undefined if that can't be read for certain. */
  readonly answeredAt: string | undefined;
  /** What is wrong with single cells, before anyone looks at what they say. */
  readonly problems: readonly Remark[];
}

const DATES: ReadonlySet<string> = new Set(["timestamp", "endDate"]);
const NO_ANSWERS: ReadonlySet<string> = new Set([...STAFF_COLUMNS, "pin"]);
const NO_CELL: Cell = { shown: "" };

/** Reads the row by what its cells show and store. `stampAt` is the place of the hidden column with our stamps, if there is one. */
export function readRow(
  { row, cells, stamps }: GridRow,
  { places, read, source }: SheetColumns,
  { stampAt, order }: { readonly stampAt?: number | undefined; readonly order?: DateOrder | undefined } = {},
): RowRead {
  const cellOf = (column: string) => cells[places.get(column) ?? -1] ?? NO_CELL;
  const columns = [...places.keys()];
  const record: string[] = [];
  for (const [column, at] of places)
    record[at] = DATES.has(column) ? dateTextOf(cellOf(column)) : textOf(cellOf(column));
  const texts: Readonly<Record<string, string>> = read(Array.from(record, (text) => text ?? ""));
  const answered = columns.filter((column) => !NO_ANSWERS.has(column)).toSorted();
  const meanings = answered.flatMap((column) => {
    const meaning = meaningOf(cellOf(column), DATES.has(column));
    return meaning === "" ? [] : [[column, meaning] as const];
  });
  const moments = readMoment(texts.timestamp ?? "", order);
  const stamp = stampAt === undefined ? "" : (cells[stampAt]?.shown.trim() ?? "");
  return {
    row,
    stamps: [...stamps, ...(stamp === "" || stamps.includes(stamp) ? [] : [stamp])],
    texts,
    answers: Object.fromEntries(
      meanings.map(([column]) => [column, tidyText(texts[column] ?? "").trim()] as const),
    ),
    pin: texts.pin ?? "",
    staff: {
      approved: (texts.approved ?? "").trim(),
      helpdeskNotified: (texts.helpdeskNotified ?? "").trim(),
      reminderSent: (texts.reminderSent ?? "").trim(),
    },
    digest: createHash("sha256")
      .update(JSON.stringify([source, meanings]))
      .digest("hex"),
    answeredAt: moments.length === 1 ? moments[0] : undefined,
    problems: [...explainLostZero(cellOf("pin")), ...explainDates(texts, order)],
  };
}

/** Tells whether the person has filled in nothing, as in rows that only staff have used. */
export const isBlankRow = ({ answers, pin }: Pick<RowRead, "answers" | "pin">): boolean =>
  Object.keys(answers).length === 0 && pin.trim() === "";

/** A cell that stores 123 and shows it like that may have been 0123. One that shows 0123 is right. */
function explainLostZero({ value, shown }: Cell): Remark[] {
  if (typeof value !== "number" || !/^\d{1,3}$/.test(shown.trim())) return [];
  const sentence =
    "has fewer than 4 digits, and the sheet may have taken a zero away: format the cell as plain text, and enter the PIN again";
  return [{ column: ACCESS_TITLES.pin[0], sentence }];
}

function explainDates(texts: Readonly<Record<string, string>>, order: DateOrder | undefined): Remark[] {
  return [...DATES].flatMap((column) => {
    const sentence = explainTwoDays(texts[column] ?? "", order);
    return sentence === undefined ? [] : [{ column: titleOf(column), sentence }];
  });
}

/** The usual heading of a column, for messages. */
export const titleOf = (column: string): string =>
  (({ ...QUOTA_TITLES, ...ACCESS_TITLES }) as Readonly<Record<string, readonly [string, ...string[]]>>)[
    column
  ]?.[0] ?? column;
