import type { LogEntry } from "../../db/tables/public-log.ts";

/** How entries look on the wiki. */
export interface LineStyle {
  /** Wikitext with "<username>" for the username: "[[gitlab:<username>|@<username>]]". */
  readonly link: string;
  readonly showRule: boolean;
}

/** An entry as a line of a wiki page. */
export interface LogLine {
  /** "2026-11-27", in UTC. */
  readonly day: string;
  /** "06:51" */
  readonly time: string;
  /** The line as people see it: "* 06:51 [[gitlab:ann|@ann]] was approved." */
  readonly text: string;
  /** A comment that stays with the line however people change the rest: the account and the minute. */
  readonly mark: string;
}

export function logLine({ at, name, rule, userId }: LogEntry, { link, showRule }: LineStyle): LogLine {
  const iso = at.toISOString();
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 16)];
  const who = isPlain(name) ? link.replaceAll("<username>", () => name) : `@${asText(name)}`;
  const why = showRule && rule !== undefined ? ` Rule: ${asText(rule)}.` : "";
  return {
    day,
    time,
    text: `* ${time} ${who} was approved.${why}`,
    // A hyphen could end the comment.
    mark: `<!-- acct ${encodeURIComponent(userId).replaceAll("-", "%2D")} ${iso.slice(0, 16)} -->`,
  };
}

/** Whether a username can mean nothing in wikitext. Two underscores may begin a magic word. */
const isPlain = (name: string) => /^[A-Za-z0-9._-]{1,255}$/.test(name) && !name.includes("__");

/** Writes whatever could mean something in wikitext, such as a link, a template, or a signature, as characters of HTML. */
function asText(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .replace(/[^\p{L}\p{N} .,-]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}
