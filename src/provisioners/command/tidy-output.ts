import { stripVTControlCharacters } from "node:util";

/** No more characters of a program's output are used. */
export const MAX_OUTPUT = 500;
const SECRET = "[secret]";

/** Patterns that recognize a secret by the text before it. */
const SECRETS: readonly [RegExp, string][] = [
  [/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-]*-----|$)/g, SECRET],
  [/\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi, `$1 ${SECRET}`],
  [/(\w:\/\/[^\s:/@]*):[^\s/@]+@/g, `$1:${SECRET}@`],
  [
    /((?:pass(?:word|wd|phrase)?|pwd|\bpin|secret|token|api[_-]?key|private[_-]?key)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi,
    `$1${SECRET}`,
  ],
  [/(--?(?:pass(?:word|wd|phrase)?|secret|token|api-key)\s+)("[^"]*"|'[^']*'|\S+)/gi, `$1${SECRET}`],
];

/** Prepares a program's output for cards and the audit log: removes colors and recognizable secrets, and shortens it. */
export function tidyOutput(output: string): string {
  const plain = stripVTControlCharacters(output).trim();
  const clean = SECRETS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), plain);
  return clean.slice(0, MAX_OUTPUT);
}
