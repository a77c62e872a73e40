import { isUtf8 } from "node:buffer";
import { Failure } from "../failure/failure.ts";

export type Encoding = "UTF-8" | "UTF-16" | "Windows-1252";

/**
 * Decodes a text file as spreadsheet programs save it: UTF-8 and UTF-16 with or without a byte order mark, and Windows-1252, which
 * includes the letters of Latin-1. A file that was edited in several programs may mix UTF-8 and Windows-1252, so they are told apart
 * line by line. Throws a failure without a period if the bytes belong to none of them, because a name that was guessed would stay
 * wrong.
 */
export function decodeText(bytes: Buffer): { readonly text: string; readonly encoding: Encoding } {
  const wide = wideEncoding(bytes);
  if (wide) return { text: new TextDecoder(wide).decode(bytes), encoding: "UTF-16" };
  if (isUtf8(bytes)) return { text: withoutMark(bytes.toString("utf8")), encoding: "UTF-8" };
  const lines = splitLines(bytes).map((line, index) => {
    if (isUtf8(line)) return line.toString("utf8");
    if (!line.some((byte) => UNASSIGNED.has(byte))) return windows1252.decode(line);
    throw new Failure(
      `line ${index + 1} is neither in UTF-8 nor in UTF-16 or Windows-1252: save the file in UTF-8 ("CSV UTF-8" in a spreadsheet program)`,
    );
  });
  return { text: withoutMark(lines.join("\n")), encoding: "Windows-1252" };
}

const windows1252 = new TextDecoder("windows-1252");
/** Windows-1252 has no characters for these bytes. */
const UNASSIGNED: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
/** A file whose name or title row has no ASCII letters is rare, so every second byte of UTF-16 is mostly zero. */
const MIN_ZEROS = 0.3;
const SAMPLE_BYTES = 4096;

function wideEncoding(bytes: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const enough = (sample.length / 2) * MIN_ZEROS;
  if (odd > enough && even === 0) return "utf-16le";
  return even > enough && odd === 0 ? "utf-16be" : undefined;
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    lines.push(bytes.subarray(from, end === -1 ? bytes.length : end));
    if (end === -1) break;
    from = end + 1;
  }
  return lines;
}

const withoutMark = (text: string) => text.replace(/^\ufeff/, "");
