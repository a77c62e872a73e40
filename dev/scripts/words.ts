/**
 * Fails if a text that people read contains a word that we don't use (docs/voice.md). It reads the strings in src/, the
 * templates of pages and emails, the golden files, and the documentation. It doesn't read comments.
 */
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** The words, and what to write instead. */
const WORDS: readonly (readonly [pattern: RegExp, better: string])[] = [
  [/\b(?:somebody|anybody|nobody|everybody)\b/i, "someone, anyone, no one, everyone"],
  [/\bwhoever\b/i, "the person who, the requester"],
  [/\bthemself\b/i, "themselves"],
  [/\bany more\b/i, "anymore, no longer"],
  [/\badministrators?\b/i, "admin"],
  [/\bmend(?:s|ed)?\b/i, "fix"],
  [/\b(?:anew|meanwhile)\b/i, "again, in the meantime"],
  [/\bhears? of it\b/i, "is notified"],
  [/\bcarried out\b/i, "completed"],
  [/\bfor good\b/i, "permanently"],
  [/\basked for by\b/i, "requested by"],
  [/\bApproving will create\b/i, "If you approve"],
  [/\bmails\b/, "emails"],
  [/\b(?:organisation|recognis|colour|behaviour|licence|cancelled)/i, "the American spelling"],
];

/** The same for what acct says, but not for the documentation, which is about any chat. */
const WORDS_OF_ACCT: typeof WORDS = [[/\b(?:in|on|of) the chat\b/i, "the chat's own name (chat.name)"]];

/** These betray that a value was missing when a text was put together. */
const GAPS: typeof WORDS = [[/\b(?:null|undefined|NaN)\b|\[object/, "a text for a missing value"]];

/** Lists of words that no one reads as a text. */
const LISTS = new Set(["src/pipeline/checks/reserved-names.ts"]);
const EXEMPT = new Set(["docs/voice.md", "docs/messages.md"]);
const OTHER_LANGUAGES = /(?:text\/|pages-|messages-)(?:de|es|fr)\.(?:ts|txt)$/;

const PLACES: readonly { readonly files: readonly string[]; readonly words: typeof WORDS }[] = [
  { files: globSync("src/**/*.{ts,eta}"), words: [...WORDS, ...WORDS_OF_ACCT] },
  { files: globSync("templates/en/*.md"), words: [...WORDS, ...WORDS_OF_ACCT] },
  { files: globSync("test/golden/*.txt"), words: [...WORDS, ...WORDS_OF_ACCT, ...GAPS] },
  { files: ["README.md", "CHANGELOG.md", "acct.example.yml", ...globSync("docs/**/*.md")], words: WORDS },
];

for (const { files, words } of PLACES) {
  for (const file of files) {
    // The voice guide names the words, and the page of the messages has them in every language.
    if (LISTS.has(file) || OTHER_LANGUAGES.test(file) || EXEMPT.has(file)) continue;
    for (const [index, line] of (await readFile(file, "utf8")).split("\n").entries()) {
      const text = file.endsWith(".ts") ? textsIn(line) : line;
      for (const [pattern, better] of words) {
        const [found] = text.match(pattern) ?? [];
        if (found === undefined) continue;
        process.stdout.write(`${file}:${index + 1}: write ${better} instead of "${found}"\n`);
        process.exitCode = 1;
      }
    }
  }
}

/** Returns the texts in a line of code. A string without a space is a name. */
function textsIn(line: string): string {
  if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) return "";
  const strings = line.match(/"(?:[^"\\]|\\.)*"|`[^`]*`/g) ?? [];
  return strings
    .map((text) => text.replace(/\$\{[^}]*\}/g, "…"))
    .filter((text) => text.includes(" "))
    .join("\n");
}
