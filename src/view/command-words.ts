import { tidy } from "./tidy.ts";

/** Quotes that phones, languages, and people put around what they search. */
const QUOTES = /["“”„‟«»＂]/gu;
/** The end of a sentence, which is no part of a word in a command. */
const AT_END = /(?<![.,;!?…])[.,;!?…]+$/u;

/**
 * Normalizes the text of a command as phones and people write it: no quotes, no invisible characters, and no punctuation at the
 * end of a word. Nothing else is changed.
 */
export function commandWords(text: string): string {
  return tidy(text)
    .replace(QUOTES, "")
    .split(" ")
    .map((word) => word.replace(AT_END, "") || word)
    .join(" ")
    .trim();
}
