import { expect, it } from "vitest";
import { formatDay, formatMoment, LANGUAGES, readLanguage, toLanguage } from "../../src/view/languages.ts";

it.each([
  ["de", "de"],
  ["de-AT", "de"],
  ["fr_CA.UTF-8", "fr"],
  ["EN-us", "en"],
  ["it-IT", undefined],
  ["", undefined],
  [null, undefined],
])("The tag %j is the language %s", (tag, language) => {
  expect(toLanguage(tag)).toBe(language);
});

it.each([
  ["Deutsch", "de"],
  [" german ", "de"],
  ["Français", "fr"],
  ["Franc\u0327ais (Suisse)", "fr"],
  ["ESPAÑOL", "es"],
  ["English / Englisch", "en"],
  ["es-MX", "es"],
  ["Italiano", undefined],
  ["", undefined],
])("Someone who writes %j in a form wants the language %s", (text, language) => {
  expect(readLanguage(text)).toBe(language);
});

it("A date is written as in its language, and the first of a month is an ordinal number in French", () => {
  const at = new Date("2026-04-01T10:00:00Z");
  for (const language of LANGUAGES) expect(formatMoment(at, language, "Europe/Berlin")).toMatch(/12:00/);
  expect(formatDay("2026-04-01", "fr")).toBe("1er avril 2026");
  expect(formatDay("2026-04-11", "fr")).toBe("11 avril 2026");
  expect(formatDay("2026-04-01", "de")).toBe("1. April 2026");
  expect(formatDay("soon", "de")).toBe("soon");
});
