import type { Line } from "../../view/notice.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Escapes text so that Slack shows it literally. Without these three characters, it can't contain mentions, links or other
 * markup.
 */
function escapeMrkdwn(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * Escapes text, then cuts it to at most `max` UTF-16 units, which is how Slack counts. It never cuts through an entity or a
 * character. The order matters: text that is cut first and escaped afterwards can be five times too long.
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

/** Cuts plain text. It isn't escaped, because Slack doesn't interpret it. */
export function cutTo(max: number, text: string): string {
  if (text.length <= max) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text.slice(0, max))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Formats a time so that each reader sees it in their own time zone. */
export function moment(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${at.toISOString()}>`;
}

/** Renders a line as mrkdwn. Each text part is escaped and cut to `max`. */
export function lineTo(max: number, line: Line): string {
  if (typeof line === "string") return escapeTo(max, line);
  return line.map((part) => (part instanceof Date ? moment(part) : escapeTo(max, part))).join("");
}
