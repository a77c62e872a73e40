import { expect, it } from "vitest";
import { de } from "../../src/web/text/de.ts";
import { en } from "../../src/web/text/en.ts";
import { es } from "../../src/web/text/es.ts";
import { fr } from "../../src/web/text/fr.ts";

/** Lists every sentence, with its placeholders filled in. */
function sentencesOf(words: unknown): string[] {
  if (words === undefined) return [];
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [String((words as (...named: string[]) => string)("x", "y"))];
  return Object.values(words as object).flatMap(sentencesOf);
}

it("French has a non-breaking space before colons and similar punctuation", () => {
  const sentences = sentencesOf(fr);
  expect(fr.page.strength).toBe("Solidité\u00a0:");
  expect(sentences.filter((sentence) => /[^\u00a0\u202f][:;!?»]/.test(sentence))).toEqual([]);
  expect(sentences.filter((sentence) => /«[^\u00a0\u202f]/.test(sentence))).toEqual([]);
});

it("No other language has a space before punctuation", () => {
  for (const words of [en, de, es]) {
    expect(sentencesOf(words).filter((sentence) => /\s[:;!?]/.test(sentence))).toEqual([]);
  }
});
