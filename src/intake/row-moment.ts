import { isBlank } from "./is-blank.ts";

/** The order of the day and the month in dates such as 11/05/2026. */
export const DATE_ORDERS = ["day-month", "month-day"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/**
 * Finds the order of day and month in all dates of a file: one date whose day is beyond 12 decides for the others. Undefined if no date
 * decides, or if they contradict each other.
 */
export function findDateOrder(texts: Iterable<string>): DateOrder | undefined {
  const found = new Set<DateOrder>();
  for (const text of texts) {
    const date = readParts(text)?.date;
    if (date === undefined || !("first" in date) || date.decided) continue;
    if (date.first > 12 && date.second <= 12) found.add("day-month");
    if (date.second > 12 && date.first <= 12) found.add("month-day");
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/**
 * Returns the local time that a timestamp means, in ISO 8601 and as exact as the text: `2026-11-20T09:14:02`, `2026-11-20T09:14`, or
 * `2026-11-20`. Spreadsheets drop and invent zeros, so seconds or a time of day that are all zero don't count. There are two readings
 * if the order of day and month is unknown, and none if the text is not a date. Time zones are ignored: a form writes its own.
 */
export function readMoment(text: string, order: DateOrder | undefined): string[] {
  const parts = readParts(text);
  if (!parts) return [];
  const readings = datesIn(parts.date, order).map((date) => (parts.time ? `${date}T${parts.time}` : date));
  return [...new Set(readings)];
}

/** Returns the parts of a moment that are coarser than the whole: the minute of a second, the day of a minute. */
export const coarserMoments = (moment: string): string[] =>
  [DAY_LENGTH, MINUTE_LENGTH]
    .filter((length) => length < moment.length)
    .map((length) => moment.slice(0, length));

/** Tells whether a moment is later than another one, as far as both are exact. */
export function isLaterMoment(moment: string, than: string): boolean {
  const exact = Math.min(moment.length, than.length);
  return moment.slice(0, exact) > than.slice(0, exact);
}

const DAY_LENGTH = "2026-11-20".length;
const MINUTE_LENGTH = "2026-11-20T09:14".length;

interface Parts {
  readonly date: DateParts;
  /** `09:14:02`, `09:14`, or undefined if there is none. */
  readonly time: string | undefined;
}
type DateParts =
  | { readonly year: number; readonly month: number; readonly day: number }
  | { readonly year: number; readonly first: number; readonly second: number; readonly decided: boolean };

const TIME = /(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)(?: ?([ap])\.? ?m\b\.?)?/i;
/** Dates with a year first, and numbers with the year last; then the names of months, before or after the day. */
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{2})$/;
const DAY_FIRST = /^(\d{1,2})\.? (\p{L}+)\.? (\d{4})$/u;
const MONTH_FIRST = /^(\p{L}+)\.? (\d{1,2}) (\d{4})$/u;
const WEEKDAY = /^\p{L}+\.? /u;
const ZONE = /( ?(?:Z|UTC|GMT))?( ?[+-]\d{1,2}(?::?\d{2})?)?( \(.*\))?$/i;

function readParts(given: string): Parts | undefined {
  const text = given.normalize("NFKC").replace(/\s+/g, " ").trim();
  if (isBlank(text)) return undefined;
  const serial = readSerial(text);
  if (serial) return serial;
  const spaced = text.replace(/(\d)T(?=\d)/, "$1 ");
  const found = TIME.exec(spaced);
  const time = found ? readTime(found) : undefined;
  if (found && time === undefined) return undefined;
  const rest = found
    ? `${spaced.slice(0, found.index)} ${spaced.slice(found.index + found[0].length).replace(ZONE, "")}`
    : spaced;
  const date = readDate(
    rest
      .replace(/,/g, " ")
      .replace(/ (at|um|à|a las)(?= |$)/giu, " ")
      .replace(/\s+/g, " ")
      .trim(),
  );
  return date && { date, time: time === "" ? undefined : time };
}

/** Empty for midnight. Undefined if there is no such time. */
function readTime([, hours = "", minutes = "", seconds = "0", half]: RegExpExecArray): string | undefined {
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return formatTime(hour, Number(minutes), Number(seconds));
}

function formatTime(hour: number, minute: number, second: number): string {
  if (hour + minute + second === 0) return "";
  return [hour, minute, ...(second === 0 ? [] : [second])].map(pad).join(":");
}

function readDate(text: string): DateParts | undefined {
  const [, year, , month, day] = YEAR_FIRST.exec(text) ?? [];
  if (year) return { year: Number(year), month: Number(month), day: Number(day) };
  const [, first, separator, second, short] = YEAR_LAST.exec(text) ?? [];
  // Only the day comes first in dates with dots.
  if (short)
    return {
      year: fullYear(short),
      first: Number(first),
      second: Number(second),
      decided: separator === ".",
    };
  return readNamedMonth(text) ?? readNamedMonth(text.replace(WEEKDAY, ""));
}

function readNamedMonth(text: string): DateParts | undefined {
  const [, dayBefore, nameAfter = "", ofYear] = DAY_FIRST.exec(text) ?? [];
  if (ofYear) return named(ofYear, nameAfter, dayBefore);
  const [, nameBefore = "", dayAfter, inYear] = MONTH_FIRST.exec(text) ?? [];
  return inYear ? named(inYear, nameBefore, dayAfter) : undefined;
}

const fullYear = (year: string) => Number(year) + (year.length === 2 ? 2000 : 0);

function named(year: string, name: string, day: string | undefined): DateParts | undefined {
  const month = MONTHS.get(name.toLowerCase().slice(0, 3)) ?? MONTHS.get(name.toLowerCase());
  return month === undefined ? undefined : { year: Number(year), month, day: Number(day) };
}

/** The months by their names and abbreviations, in the languages of the pages. */
const MONTHS: ReadonlyMap<string, number> = new Map(
  ["fr", "es", "de", "en"].flatMap((language) =>
    Array.from({ length: 12 }, (_, index) => index + 1).flatMap((month) =>
      (["long", "short"] as const).flatMap((style): [string, number][] => {
        const name = new Intl.DateTimeFormat(language, { month: style, timeZone: "UTC" })
          .format(new Date(Date.UTC(2026, month - 1, 15)))
          .toLowerCase()
          .replace(/\.$/, "");
        // The first letters of juin and juillet are the same.
        return name.startsWith("jui")
          ? [[name, month]]
          : [
              [name, month],
              [name.slice(0, 3), month],
            ];
      }),
    ),
  ),
);

function datesIn(date: DateParts, order: DateOrder | undefined): string[] {
  if ("month" in date) return formatDate(date.year, date.month, date.day);
  const { year, first, second, decided } = date;
  const dayFirst = formatDate(year, second, first);
  const monthFirst = formatDate(year, first, second);
  const [wanted, other] = decided || order === "day-month" ? [dayFirst, monthFirst] : [monthFirst, dayFirst];
  // A date that is impossible in this order can only have the other one.
  if (wanted.length === 0) return other;
  return decided || order ? wanted : [...wanted, ...other];
}

/** Empty if there is no such day. */
function formatDate(year: number, month: number, day: number): string[] {
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return exists ? [at.toISOString().slice(0, DAY_LENGTH)] : [];
}

const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets: they count 1900 as a leap year. */
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);

/** Reads the number that a spreadsheet shows for a date without a date format: days since 1900, exact to a minute at least. */
function readSerial(text: string): Parts | undefined {
  if (!/^[2-7]\d{4}([.,]\d+)?$/.test(text)) return undefined;
  const seconds = Math.round(Number(text.replace(",", ".")) * 86_400);
  const at = new Date(SERIAL_EPOCH_MS + seconds * 1000);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const time = formatTime(at.getUTCHours(), at.getUTCMinutes(), 0);
  return {
    date: { year, month, day },
    time: (at.getTime() - SERIAL_EPOCH_MS) % DAY_MS === 0 ? undefined : time || undefined,
  };
}

const pad = (value: number) => String(value).padStart(2, "0");
