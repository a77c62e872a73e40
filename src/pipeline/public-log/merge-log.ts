import { Failure } from "../../failure/failure.ts";
import type { LogLine } from "./log-line.ts";

const BEGIN =
  '<!-- acct log begin: acct adds lines between this comment and the one with "acct log end". Text of yours is safe anywhere. -->';
const END = "<!-- acct log end -->";
const BEGINS = /<!-- acct log begin\b[^<>]{0,300}-->/g;
const ENDS = /<!-- acct log end\b[^<>]{0,300}-->/g;

/** Whether a page has the place for acct's lines. */
export const hasLog = (text: string): boolean => text.match(BEGINS) !== null;

/**
 * Returns the wikitext of a page with these lines added to it, under a heading for each day, newest first. Lines that are there already
 * stay as they are, and so does everything that people have written. Throws if it can't tell where the lines belong.
 */
export function mergeLog(text: string, lines: readonly LogLine[]): string {
  const seen = visibleLines(text);
  const missing = lines.filter((line) => !text.includes(line.mark) && !seen.has(key(line.day, line.text)));
  if (missing.length === 0) return text;
  const { before, log, after } = splitPage(text);
  const oldestFirst = missing.toSorted((a, b) => compare(a.day, b.day) || compare(a.time, b.time));
  const merged = oldestFirst.reduce<readonly string[]>(addLine, log.split("\n"));
  return `${before}${merged.join("\n")}${after}`;
}

/** The part between the two comments begins and ends with a line break. */
function splitPage(text: string): { readonly before: string; readonly log: string; readonly after: string } {
  const [begins, ends] = [[...text.matchAll(BEGINS)], [...text.matchAll(ENDS)]];
  const [[begin], [end]] = [begins, ends];
  if (!begin && !end) return openLog(text);
  if (!begin || !end || begins.length > 1 || ends.length > 1 || begin.index > end.index) {
    throw new Failure(
      'The wiki page must have one comment with "acct log begin" and one with "acct log end" after it: restore them from the page\'s history, or delete both',
      { lasts: true },
    );
  }
  const from = begin.index + begin[0].length;
  const written = text.slice(from, end.index);
  const log = written.startsWith("\n") ? written : `\n${written}`;
  return {
    before: text.slice(0, from),
    log: log.endsWith("\n") ? log : `${log}\n`,
    after: text.slice(end.index),
  };
}

/** Where the log of a page without one begins: before the headings of days that another program left there, or else at the end. */
function openLog(text: string): ReturnType<typeof splitPage> {
  const at = /^==[ \t]*\d{4}-\d\d-\d\d[ \t]*==[ \t]*$/m.exec(text)?.index ?? text.length;
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  const gap = head === "" || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
  return { before: `${head}${gap}${BEGIN}`, log: "\n", after: `${END}${tail === "" ? "" : `\n\n${tail}`}` };
}

/** Adds one line to the lines of the log, of which the first and the last are empty. */
function addLine(all: readonly string[], line: LogLine): readonly string[] {
  const added = `${line.text} ${line.mark}`;
  const heading = all.findIndex((one) => dayOf(one) === line.day);
  if (heading < 0) {
    const older = all.findIndex((one) => (dayOf(one) ?? line.day) < line.day);
    const at = older < 0 ? all.length - 1 : older;
    const gap = older < 0 ? [] : [""];
    const isApart = at <= 1 || all[at - 1] === "";
    return all.toSpliced(at, 0, ...(isApart ? [] : [""]), `== ${line.day} ==`, added, ...gap);
  }
  return all.toSpliced(placeIn(all, heading + 1, line.time), 0, added);
}

/** Where a line of this minute belongs among those of its day: before the first one that is not newer. Replies stay below their line. */
function placeIn(all: readonly string[], from: number, time: string): number {
  let place = from;
  let isInLine = false;
  for (let at = from; at < all.length; at++) {
    const one = all[at] ?? "";
    if (/^={1,6}[^=]/.test(one)) break;
    const [, minute] = /^\* ?(\d\d:\d\d)\b/.exec(one) ?? [];
    if (minute !== undefined && minute <= time) return at;
    isInLine = minute !== undefined || (isInLine && /^[*:#;]/.test(one));
    if (isInLine) place = at + 1;
  }
  return place;
}

/** The lines of each day as people see them, so that a line whose comment was deleted isn't written again. */
function visibleLines(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  let day: string | undefined;
  for (const line of text.split("\n")) {
    day = dayOf(line) ?? day;
    if (day !== undefined) found.add(key(day, line.replace(/<!--[^<>]*-->/g, "")));
  }
  return found;
}

const key = (day: string, line: string) => `${day} ${line.trim()}`;
const dayOf = (line: string) => /^==[ \t]*(\d{4}-\d\d-\d\d)[ \t]*==[ \t]*$/.exec(line)?.[1];
const compare = (a: string, b: string) => Number(a > b) - Number(a < b);
