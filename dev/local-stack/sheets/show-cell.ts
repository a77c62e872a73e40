import type { NumberFormat, StoredCell } from "./sheet-file.ts";

/** The formats of a locale for numbers that are dates, with the order of day and month. */
const LOCALES: Readonly<
  Record<string, { readonly date: string; readonly time: string; readonly comma: boolean }>
> = {
  en_US: { date: "M/d/yyyy", time: "H:mm:ss", comma: false },
  en_GB: { date: "dd/MM/yyyy", time: "HH:mm:ss", comma: false },
  de_DE: { date: "dd.MM.yyyy", time: "HH:mm:ss", comma: true },
  fr_FR: { date: "dd/MM/yyyy", time: "HH:mm:ss", comma: true },
};

export const localeOf = (name: string) =>
  LOCALES[name] ?? { date: "M/d/yyyy", time: "H:mm:ss", comma: false };

/** What people see in a cell. */
export function showCell(cell: StoredCell | undefined, locale: string): string {
  if (!cell) return "";
  const { value, format } = cell;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string") return value;
  const { date, time, comma } = localeOf(locale);
  const pattern = format?.pattern ?? defaultPattern(format, { date, time });
  if (format && pattern && /DATE|TIME/.test(format.type)) return showMoment(value, pattern);
  if (pattern && /^0+$/.test(pattern)) return String(Math.round(value)).padStart(pattern.length, "0");
  const plain = String(Number(value.toPrecision(10)));
  return comma ? plain.replace(".", ",") : plain;
}

function defaultPattern(format: NumberFormat | undefined, { date, time }: { date: string; time: string }) {
  if (format?.type === "DATE") return date;
  if (format?.type === "TIME") return time;
  return format?.type === "DATE_TIME" ? `${date} ${time}` : undefined;
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(1899, 11, 30);

/** The serial number of a local time, such as "2026-03-04T10:00:00". */
export const toSerial = (local: string): number => (Date.parse(`${local}Z`) - FIRST_DAY) / DAY_MS;

function showMoment(serial: number, pattern: string): string {
  const moment = new Date(FIRST_DAY + Math.round((serial * DAY_MS) / 1000) * 1000);
  const two = (count: number) => String(count).padStart(2, "0");
  const parts: Record<string, string> = {
    yyyy: String(moment.getUTCFullYear()),
    MM: two(moment.getUTCMonth() + 1),
    M: String(moment.getUTCMonth() + 1),
    dd: two(moment.getUTCDate()),
    d: String(moment.getUTCDate()),
    HH: two(moment.getUTCHours()),
    H: String(moment.getUTCHours()),
    mm: two(moment.getUTCMinutes()),
    ss: two(moment.getUTCSeconds()),
  };
  return pattern.replace(/yyyy|MM|M|dd|d|HH|H|mm|ss/g, (part) => parts[part] ?? part);
}
