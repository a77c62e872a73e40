import { formatDay, type Language } from "../languages.ts";
import type { Template, Text } from "./template.ts";
import { readOwnTemplates, type Templates } from "./templates.ts";

/** acct's own sentences that become part of a message, such as why it refused a request: `phrases.md`. */
export const PHRASES = "phrases";

/** A longer text was typed by a person. */
const MAX_PHRASE = 1000;

interface Pattern {
  readonly section: string;
  readonly names: readonly string[];
  readonly matches: RegExp;
}

const patterns = new WeakMap<Template, readonly Pattern[]>();

/**
 * Translates a sentence that is stored in English, because admins read it in English, too. A sentence that isn't one of ours, such
 * as a reason that an admin gave, stays as it is.
 */
export function translatePhrase(text: string, templates: Templates, language: Language): string {
  // What is stored is in our own words, whatever the site has made of them.
  const english = readOwnTemplates().templates.en.get(PHRASES);
  const theirs = templates[language].get(PHRASES);
  if (!english || !theirs || text.length > MAX_PHRASE) return text;
  for (const { section, names, matches } of patternsOf(english)) {
    const found = matches.exec(text);
    if (!found) continue;
    const said = new Map(names.map((name, index) => [name, found[index + 1] ?? ""]));
    const translated = theirs.sections.get(section) ?? [];
    return translated
      .map((piece) =>
        typeof piece === "string"
          ? piece
          : insert(piece.variable, said.get(piece.variable) ?? "", templates, language),
      )
      .join("");
  }
  return text;
}

/** These may be phrases themselves: a change of a quota, "unlimited", "the campus directory". */
const NESTED: ReadonlySet<string> = new Set(["change", "before", "after", "directory"]);

function insert(name: string, value: string, templates: Templates, language: Language): string {
  if (name === "until") return formatDay(value, language);
  return NESTED.has(name) ? translatePhrase(value, templates, language) : value;
}

function patternsOf(english: Template): readonly Pattern[] {
  const known = patterns.get(english);
  if (known) return known;
  const made = [...english.sections].map(([section, text]) => toPattern(section, text));
  patterns.set(english, made);
  return made;
}

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

function toPattern(section: string, text: Text): Pattern {
  const names = text.flatMap((piece) => (typeof piece === "string" ? [] : [piece.variable]));
  const source = text.map((piece) => (typeof piece === "string" ? escapePattern(piece) : "(.+?)")).join("");
  return { section, names, matches: new RegExp(`^${source}$`, "i") };
}
