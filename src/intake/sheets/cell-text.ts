import type { DateOrder } from "../row-moment.ts";
import { readMoment } from "../row-moment.ts";
import type { Cell } from "./spreadsheet.ts";

const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets: they count 1900 as a leap year. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
/** Dates from 1954 to 2119. Other numbers in a column of dates are typing errors. */
const [FIRST_DAY, LAST_DAY] = [20_000, 80_000];
/** A long number, as spreadsheets shorten it. */
const SHORTENED = /^-?\d(?:[.,]\d+)?E\+?\d+$/i;

/**
 * Returns the text of a cell as people see it, because a cell may show 0123 and store 123. Only a number that is shown shortened
 * (4.93E+11) is written out.
 */
export function textOf({ shown, value }: Cell): string {
  return typeof value === "number" && SHORTENED.test(shown.trim()) && Number.isSafeInteger(value)
    ? String(value)
    : shown;
}

/**
 * Returns the text of a cell with a date or a time: local time in the time zone of the sheet, in ISO 8601, whatever its locale
 * shows. A date that is kept as text stays as it is.
 */
export function dateTextOf(cell: Cell | undefined): string {
  if (!cell) return "";
  const { value } = cell;
  return typeof value === "number" && value >= FIRST_DAY && value < LAST_DAY
    ? formatSerial(value)
    : cell.shown;
}

/** Returns the two days that a text could be, as a sentence after the name of the column; undefined if there is no doubt. */
export function explainTwoDays(text: string, order: DateOrder | undefined): string | undefined {
  const days = [...new Set(readMoment(text, order).map((moment) => moment.slice(0, "2026-11-20".length)))];
  if (days.length < 2) return undefined;
  return `is stored as text and could be ${days.join(" or ")}: enter it as a date, or set dateOrder for this sheet in acct.yml`;
}

/** What a cell means, for comparing two readings of it: another format, locale or width shows the same cell differently. */
export function meaningOf(cell: Cell, isDate: boolean): string {
  const { shown, value } = cell;
  if (isDate) return dateTextOf(cell).replace(/\s+/g, " ").trim();
  return (typeof value === "number" || typeof value === "boolean" ? String(value) : shown)
    .normalize("NFKC")
    .replace(/\s+/g, " ")
    .trim();
}

/** The number is exact to the second: fractions of days are rounded. */
function formatSerial(serial: number): string {
  const at = new Date(EPOCH_MS + Math.round(serial * 86_400) * 1000);
  const text = at.toISOString().slice(0, "2026-11-20T09:14:02".length);
  return (at.getTime() - EPOCH_MS) % DAY_MS === 0
    ? text.slice(0, "2026-11-20".length)
    : text.replace("T", " ");
}
