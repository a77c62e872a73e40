import { zoneName } from "../mail/zone-name.ts";
import type { Line } from "../view/notice.ts";

/** A line as a page shows it. The page works without JavaScript, so times are in the site's time zone, which is named. */
export function formatLine(line: Line, timeZone: string): string {
  if (typeof line === "string") return line;
  return line.map((part) => (part instanceof Date ? formatMoment(part, timeZone) : part)).join("");
}

/** "Mar 7, 2026, 9:00 AM CET" */
export function formatMoment(at: Date, timeZone: string, language = "en"): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-US" : language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return `${format.format(at)} ${zoneName(at, timeZone)}`;
}
