import { zoneName } from "../mail/zone-name.ts";
import type { Line } from "../view/notice.ts";

/** A line as a page shows it. Without JavaScript nobody knows the reader's time zone: it is the site's, and is named. */
export function formatLine(line: Line, timeZone: string): string {
  if (typeof line === "string") return line;
  return line.map((part) => (part instanceof Date ? formatMoment(part, timeZone) : part)).join("");
}

/** "7 Mar 2026, 09:00 CET" */
export function formatMoment(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone });
  return `${format.format(at)} ${zoneName(at, timeZone)}`;
}
