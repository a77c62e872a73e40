import { formatDay, type Language } from "./languages.ts";

/** The words of ours that a day follows in plan lines and in the history. */
const WITH_DAY =
  /\b(after|until|end date(?: none →)?) (\d{4}-\d{2}-\d{2})(?: → (\d{4}-\d{2}-\d{2}))?(?![\w-])/g;

/**
 * Writes the days in a sentence of ours as people read them: "ben leaves astro after 2031-09-30" has "September 30, 2031". What is
 * stored keeps the short form, because plans are compared as text, and because it is the same in every language.
 */
export const writeDays = (text: string, language: Language = "en"): string =>
  text.replace(WITH_DAY, (_, word: string, day: string, then?: string) => {
    const days = [day, ...(then ? [then] : [])].map((one) => formatDay(one, language));
    return `${word} ${days.join(" → ")}`;
  });
