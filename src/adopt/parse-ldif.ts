import { isUtf8 } from "node:buffer";
import type { LineProblem } from "./read-file.ts";

/** A record of an LDIF file: its attribute descriptions and values, in their order. */
export interface LdifRecord {
  /** The number of its first line. */
  readonly line: number;
  readonly pairs: readonly (readonly [description: string, value: string | Buffer])[];
}

/** What is read of an LDIF file, one after the other. */
export type LdifPart = LdifRecord | LineProblem;

/**
 * Parses LDIF (RFC 2849): folded lines, comments, and values in base64. A record with a line that can't be read is a problem
 * with the number of that line, and is left out as a whole. Only one record is in memory at a time.
 */
export function* parseLdif(text: string): Generator<LdifPart> {
  let record: { line: number; pairs: LdifRecord["pairs"][number][] } | undefined;
  let isBroken = false;
  for (const { line, content } of unfold(text)) {
    if (content === "") {
      if (record && !isBroken) yield record;
      record = undefined;
      isBroken = false;
      continue;
    }
    if (content.startsWith("#")) continue;
    if (!record && /^version: *1$/.test(content)) continue;
    const pair = readPair(content);
    record ??= { line, pairs: [] };
    if (typeof pair !== "string") record.pairs.push(pair);
    else if (!isBroken) {
      yield { line, why: pair };
      isBroken = true;
    }
  }
  if (record && !isBroken) yield record;
}

/** Joins folded lines: a line that begins with a space continues the one before it, also if that is a comment. */
function* unfold(text: string): Generator<{ readonly line: number; readonly content: string }> {
  let whole: { line: number; content: string } | undefined;
  let isEmpty = true;
  let number = 0;
  for (const raw of linesOf(text)) {
    number++;
    if (raw.startsWith(" ") && whole && !isEmpty) {
      whole.content += raw.slice(1);
      continue;
    }
    if (whole) yield whole;
    whole = { line: number, content: raw };
    isEmpty = raw === "";
  }
  if (whole) yield whole;
}

function* linesOf(text: string): Generator<string> {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  for (let end = text.indexOf("\n", at); end >= 0; end = text.indexOf("\n", at)) {
    yield text.slice(at, text[end - 1] === "\r" ? end - 1 : end);
    at = end + 1;
  }
  yield text.slice(at);
}

/** Reads "name: value", "name:: base64". Returns why not, in a sentence, if it is neither. */
function readPair(content: string): readonly [string, string | Buffer] | string {
  const at = content.indexOf(":");
  const description = content.slice(0, Math.max(at, 0));
  if (!/^(?:[A-Za-z][\w-]*|\d+(?:\.\d+)*)(?:;[\w=*-]+)*$/.test(description))
    return "This is not an attribute with a value.";
  const kind = content[at + 1];
  if (kind === "<") return `The value of ${description} is in another file, which acct doesn't read.`;
  if (kind !== ":") return [description, content.slice(at + 1).replace(/^ +/, "")];
  const encoded = content.slice(at + 2).trim();
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded))
    return `The value of ${description} is not in base64.`;
  const bytes = Buffer.from(encoded, "base64");
  return [description, isUtf8(bytes) && !BINARY.has(description.toLowerCase()) ? bytes.toString() : bytes];
}

const BINARY = new Set(["objectguid", "objectsid"]);
