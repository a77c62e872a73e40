import { readMoment } from "../row-moment.ts";
import type { Cell, NewCell } from "./spreadsheet.ts";

/**
 * Returns what to write so that a copy shows the same as this cell. Texts stay texts, even if they look like a formula or a number. A
 * number that is shown in a way of its own, such as 0123 or 12 %, becomes a text, because the format isn't copied.
 */
export function copiedCell({ shown, value }: Cell): NewCell {
  if (value === undefined || value === "") return null;
  if (typeof value !== "number") return value;
  if (isSame(value, shown)) return value;
  return isDate(shown) ? { serial: value } : shown;
}

/** Tells whether a copy has the same content. Dates and numbers are compared by what is stored. */
export function isCopyOf(copy: Cell | undefined, written: NewCell): boolean {
  const value = copy?.value ?? "";
  if (written === null) return value === "";
  if (typeof written === "object")
    return typeof value === "number" && Math.abs(value - written.serial) < 1e-6;
  return value === written;
}

/** Tells whether a number is shown as it is, perhaps with a comma as the decimal separator, or with separated thousands. */
function isSame(value: number, shown: string): boolean {
  const plain = /^-?\d{1,3}([.,' \u00a0\u202f]\d{3})+$/.test(shown)
    ? shown.replace(/[^-\d]/g, "")
    : shown.replace(",", ".");
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(plain) && Math.abs(Number(plain) - value) < 1e-9;
}

/** Such as 3/04/2026 9:14:02, 26. Nov 2026, or 14:30. */
const isDate = (shown: string) =>
  readMoment(shown, undefined).length > 0 || /^\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?$/i.test(shown.trim());
