import type { NumberFormat, StoredCell } from "./sheet-file.ts";
import { localeOf, toSerial } from "./show-cell.ts";

/** What Google makes of a text that a person types into a cell, or into a form: "0123" becomes 123, and 03/04/2026 a date. */
export function typedCell(text: string, locale: string, format?: NumberFormat): StoredCell | undefined {
  if (text === "") return undefined;
  if (format?.type === "TEXT") return { value: text, format };
  if (text.startsWith("'")) return { value: text.slice(1) };
  if (text.startsWith("=")) return { value: "#REF!", formula: text };
  const kept = format ? { format } : {};
  if (/^(true|false)$/i.test(text)) return { value: /^t/i.test(text), ...kept };
  const date = readDate(text, locale);
  if (date) return date;
  const { comma } = localeOf(locale);
  const number = comma ? text.replace(",", ".") : text;
  if (/^[+-]?\d+(\.\d+)?$/.test(number) && !(comma && text.includes(".")))
    return { value: Number(number), ...kept };
  return { value: text };
}

function readDate(text: string, locale: string): StoredCell | undefined {
  const match = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!match) return undefined;
  const [, one = "", separator, two = "", three = "", hour, minute = "0", second = "0"] = match;
  const pattern = localeOf(locale).date;
  const isIso = one.length === 4;
  // Google knows only the separator of the locale, and ISO 8601.
  if (!isIso && separator !== "-" && !pattern.includes(separator ?? "")) return undefined;
  const dayFirst = !pattern.startsWith("M");
  const [year, month, day] = isIso ? [one, two, three] : dayFirst ? [three, two, one] : [three, one, two];
  const pad = (part: string) => part.padStart(2, "0");
  const local = `${year}-${pad(month)}-${pad(day)}T${pad(hour ?? "0")}:${pad(minute)}:${pad(second)}`;
  const value = toSerial(local);
  if (Number.isNaN(value)) return undefined;
  return { value, format: { type: hour === undefined ? "DATE" : "DATE_TIME" } };
}
