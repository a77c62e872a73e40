import type { Line } from "../../view/notice.ts";
import { escapeMrkdwn, escapeTo, graphemes, lineTo, moment } from "./mrkdwn.ts";

/** The longest text of one block. */
export const MAX_SECTION = 3000;
/** What is said about lines that don't fit has room for this. */
const MARKER = 80;
/** If not everything fits, each line has at most this many characters; the first of these with which all lines fit. */
const SHORTER = [2000, 1000, 500, 250];
/** If not even that fits, these last lines are kept, because they say what to do next. */
const KEPT_LAST = 2;

/**
 * Renders lines as the texts of as few sections as possible, each escaped, and together with at most `total` characters. A long line continues
 * in the next section. If not all of it fits, long lines are shortened, then lines are left out; both say how much is missing.
 */
export function packLines(lines: readonly Line[], total: number, section = MAX_SECTION): string[] {
  const rendered = lines.map((line) => split(line, section));
  const lengths = rendered.map((chunks) => chunks.reduce((sum, chunk) => sum + chunk.length + 1, 0));
  if (sum(lengths) <= total) return join(rendered.flat(), section);
  // In a list, each line matters more than the end of a long one.
  for (const max of SHORTER) {
    const shortened = lines.map((line) => lineTo(max, line));
    if (sum(shortened.map(({ length }) => length + 1)) <= total) return join(shortened, section);
  }

  const last = Math.max(0, lines.length - KEPT_LAST);
  const tail = sum(lengths.slice(last)) < total / 4 ? rendered.slice(last) : [];
  const end = tail.length > 0 ? last : lines.length;
  let left = total - MARKER - sum(tail.flat().map(({ length }) => length + 1));
  let shown = 0;
  while (shown < end && (lengths[shown] ?? 0) <= left) left -= lengths[shown++] ?? 0;

  const cut =
    shown < end && left > MARKER
      ? escapeTo(Math.min(left, section), plainText(lines[shown] ?? ""))
      : undefined;
  const missing = sum(lines.slice(shown, end).map((line) => plainText(line).length)) - (cut?.length ?? 0);
  const marker = `… ${Math.max(missing, 1)} more characters in ${formatLines(end - shown)} don't fit here.`;
  return join([...rendered.slice(0, shown).flat(), ...(cut ? [cut] : []), marker, ...tail.flat()], section);
}

const formatLines = (count: number) => (count === 1 ? "1 line" : `${count} lines`);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const plainText = (line: Line) =>
  [line]
    .flat()
    .map((part) => (part instanceof Date ? part.toISOString() : part))
    .join("");

/** Renders a line in pieces that fit into a section. A piece never ends within a character, an entity or a date. */
function split(line: Line, section: number): string[] {
  const pieces = [line].flat().map((part) => (part instanceof Date ? moment(part) : escapeMrkdwn(part)));
  if (sum(pieces.map(({ length }) => length)) <= section) return [pieces.join("")];
  const chunks = [""];
  const add = (piece: string) => {
    const current = chunks.at(-1) ?? "";
    if (current.length + piece.length > section) chunks.push(piece);
    else chunks[chunks.length - 1] = current + piece;
  };
  for (const part of [line].flat()) {
    if (part instanceof Date) add(moment(part));
    else for (const { segment } of graphemes.segment(part)) add(escapeMrkdwn(segment.slice(0, section / 5)));
  }
  return chunks;
}

function join(chunks: readonly string[], section: number): string[] {
  const texts: string[] = [];
  for (const chunk of chunks) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + chunk.length < section)
      texts[texts.length - 1] = `${last}\n${chunk}`;
    else texts.push(chunk);
  }
  return texts;
}
