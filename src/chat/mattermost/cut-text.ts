import { zoneName } from "../../mail/zone-name.ts";
import type { Line } from "../../view/notice.ts";
import { escapeMarkdown } from "./plain-text.ts";

/** Splits text into what people see as characters. */
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** The longest that is said about what is missing. */
const MAX_SAYING = 60;
/** If not everything fits, each line has at most this many characters; the first of these with which all lines fit. */
const SHORTER = [2000, 1000, 500, 250] as const;
/** If not even that fits, these last lines are kept, because they say what to do next. */
const KEPT_LAST = 2;

/** Counts characters as the server does: in Unicode code points. */
export function runes(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * Escapes text and cuts it to at most `max` code points, which is how the server counts, and says how much is missing and `where` it can be read:
 * "… (2712 more characters in Details)". It is cut first and escaped again, so that no escape is cut through.
 */
export function cutText(max: number, text: string, where = ""): string {
  const whole = escapeMarkdown(text);
  if (runes(whole) <= max) return whole;
  const kept = longestStart(text, max * 2, (start) => runes(escapeMarkdown(start)) <= max - MAX_SAYING);
  return `${escapeMarkdown(kept)}… (${runes(text) - runes(kept)} more characters${where})`;
}

/**
 * Cuts text that Mattermost shows as it is, such as a label, to at most `max` bytes, which is how the server counts in dialogs
 * (`len` in server/public/model/integration_action.go). An ellipsis says that it was cut.
 */
export function cutBytes(max: number, text: string): string {
  if (Buffer.byteLength(text) <= max) return text;
  return `${longestStart(text, max, (start) => Buffer.byteLength(`${start}…`) <= max).trimEnd()}…`;
}

/** Returns the longest start of a text that fits. It never ends within a character. */
function longestStart(text: string, units: number, fits: (start: string) => boolean): string {
  const ends = [...graphemes.segment(text.slice(0, units))].map(({ index }) => index);
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, ends[middle]))) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, ends[low]);
}

/** Formats a time: "Mar 2, 2026, 9:06 AM CET". Mattermost has no times that each reader sees in their own time zone. */
export function formatTime(at: Date, timeZone: string, language = "en"): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-US" : language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return `${format.format(at)} ${zoneName(at, timeZone, language)}`;
}

/** How the lines of a text are rendered. */
export interface LineOptions {
  readonly timeZone: string;
  readonly language?: string | undefined;
  /** Where the reader finds what is left out, such as " in Details". */
  readonly where?: string | undefined;
}

/** Escapes a line. Each text part has at most `max` characters, and says where the rest is. */
export function cutLine(max: number, line: Line, { timeZone, language, where }: LineOptions): string {
  if (typeof line === "string") return cutText(max, line, where);
  return line
    .map((part) => (part instanceof Date ? formatTime(part, timeZone, language) : cutText(max, part, where)))
    .join("");
}

/**
 * Renders lines as one text of at most `max` code points, each line escaped. If not all of it fits, long lines are shortened, then lines are
 * left out; both say how much is missing.
 */
export function fitLines(lines: readonly Line[], max: number, options: LineOptions): string {
  for (const each of [max, ...SHORTER]) {
    const text = lines.map((line) => cutLine(each, line, options)).join("\n");
    if (runes(text) <= max) return text;
  }
  const short = lines.map((line) => cutLine(SHORTER[3], line, options));
  const lengths = short.map((line) => runes(line) + 1);
  const last = Math.max(0, lines.length - KEPT_LAST);
  let left = max - MAX_SAYING - lengths.slice(last).reduce((sum, length) => sum + length, 0);
  let shown = 0;
  while (shown < last && (lengths[shown] ?? 0) <= left) left -= lengths[shown++] ?? 0;
  const missing = last - shown;
  const marker = `… ${missing} more ${missing === 1 ? "line doesn't" : "lines don't"} fit here${options.where ?? ""}.`;
  return [...short.slice(0, shown), marker, ...short.slice(last)].join("\n");
}
