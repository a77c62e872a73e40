import type { Line } from "../../view/notice.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text that Slack shows as it stands: without these three nothing in it can mention, link or embed. */
function escapeMrkdwn(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * Escapes, then cuts to at most `max` UTF-16 units, which is how Slack counts. Never through an entity or a character.
 * The order matters: a text that is cut first and escaped afterwards can be five times too long.
 */
export function escapeTo(max: number, text: string): string {
  const whole = escapeMrkdwn(text);
  if (whole.length <= max) return whole;
  let kept = "";
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    const next = escapeMrkdwn(segment);
    if (kept.length + next.length > max - 1) break;
    kept += next;
  }
  return `${kept}…`;
}

/** Cuts plain text, which Slack does not interpret. */
export function cutTo(max: number, text: string): string {
  if (text.length <= max) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** A moment that every reader sees in their own time zone. */
export function moment(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${at.toISOString()}>`;
}

export function lineTo(max: number, line: Line): string {
  if (typeof line === "string") return escapeTo(max, line);
  return line.map((part) => (part instanceof Date ? moment(part) : escapeTo(max, part))).join("");
}
