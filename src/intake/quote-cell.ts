import { tidy } from "./draft.ts";

const MAX_QUOTED = 40;

/**
 * Quotes the text of a cell in a message, shortened to 40 characters. Digits are masked: if cells have slipped into the wrong columns,
 * they may be a PIN, and messages end up in terminals and emails.
 */
export function quoteCell(text: string): string {
  const line = tidy(text).replace(/\d{3,}/g, "…");
  return `"${line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED - 1).trimEnd()}…` : line}"`;
}
