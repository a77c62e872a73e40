import type { Line } from "../chat/notice.ts";
/** A line as a page shows it: without JavaScript nobody knows the reader's time zone, so moments name theirs. */
export function inWords(line: Line): string {
  if (typeof line === "string") return line;
  return line.map((part) => (part instanceof Date ? inUtc(part) : part)).join("");
}

/** "7 Mar 2026, 08:00 UTC" */
export function inUtc(at: Date): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${format.format(at)} UTC`;
}
