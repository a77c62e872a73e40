import { tidy } from "../../view/tidy.ts";

const MAX_LENGTH = 300;

/** One line of what a mail server said, without the codes that it repeats on each line (RFC 5321 §4.2.1), and cut if it is long. */
export function shortenReason(said: string): string {
  const whole = tidy(said);
  const [first = "", ...more] = /^[45]\d\d[- ]/.test(whole) ? whole.split(/\s(?=[45]\d\d[- ])/) : [whole];
  const rest = more.map((line) => line.replace(/^[45]\d\d[- ](?:\d\.\d{1,3}\.\d{1,3} )?/, ""));
  const line = [first.replace(/^([45]\d\d)-/, "$1 "), ...rest].join(" ");
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH).trimEnd()}…` : line;
}

/** The first enhanced status code (RFC 3463) in a text; empty if there is none. */
export function statusIn(text: string): string {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0] ?? "";
}
