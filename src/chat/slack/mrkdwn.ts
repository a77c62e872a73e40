import type { Line } from "../../view/notice.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** The ampersand comes last, or what it begins would be read as an entity. */
const ENTITY_VALUES = [
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&amp;", "&"],
] as const;
/** Splits text into what people see as characters. */
export const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Escapes text so that Slack shows it literally. Without these three characters, it can't contain mentions, links or other
 * markup.
 */
export function escapeMrkdwn(text: string): string {
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

/** The longest that `escapeSaying` says about what is missing. */
const MAX_SAYING = 50;

/** Does the same as `escapeTo`, but says how much is missing: "… (2712 more characters in Details)". `where` comes after it. */
export function escapeSaying(max: number, text: string, where = ""): string {
  if (escapeMrkdwn(text).length <= max) return escapeMrkdwn(text);
  const kept = escapeTo(max - MAX_SAYING, text);
  const shown = kept.slice(0, -1).replace(/&(?:amp|lt|gt);/g, "&").length;
  return `${kept} (${text.length - shown} more characters${where})`;
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

/** Cuts plain text so that it has at most `max` characters once it is escaped, and says how much is missing. */
export function cutSaying(max: number, text: string, where = ""): string {
  const shown = escapeSaying(max, text, where);
  return ENTITY_VALUES.reduce((plain, [entity, sign]) => plain.replaceAll(entity, sign), shown);
}

/** Formats a time so that each reader sees it in their own time zone. */
export function moment(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${at.toISOString()}>`;
}

/** Renders a line as mrkdwn. Each text part is escaped and cut to `max`, and says so with `where` the rest is. */
export function lineTo(max: number, line: Line, where?: string): string {
  if (typeof line === "string") return escapeSaying(max, line, where);
  return line.map((part) => (part instanceof Date ? moment(part) : escapeSaying(max, part, where))).join("");
}
