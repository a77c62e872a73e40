/** The languages in which people can read messages and pages (BCP 47). To add one, see CONTRIBUTING.md. */
export const LANGUAGES = ["en", "de", "es", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * The language of a BCP 47 tag or a POSIX locale, such as "de-AT" or "de_DE.UTF-8". Undefined if it's missing or none of
 * ours.
 */
export function toLanguage(tag: string | null | undefined): Language | undefined {
  const [primary] = (tag ?? "")
    .trim()
    .toLowerCase()
    .split(/[-_.@]/);
  return LANGUAGES.find((language) => language === primary);
}

/** What each language is called in ours, without accents. */
const NAMES: Readonly<Record<Language, readonly string[]>> = {
  en: ["english", "englisch", "ingles", "anglais"],
  de: ["german", "deutsch", "aleman", "allemand"],
  es: ["spanish", "spanisch", "espanol", "castellano", "espagnol"],
  fr: ["french", "franzosisch", "frances", "francais"],
};

/** The language that someone has named in a form: "Deutsch", "German", "de", "de-AT". Undefined if it's none of ours. */
export function readLanguage(text: string | undefined): Language | undefined {
  const plain = (text ?? "").normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
  const [first = ""] = plain.split(/[\s(/,;]/);
  return toLanguage(first) ?? LANGUAGES.find((language) => NAMES[language].includes(first));
}

/** The language itself if it's one of ours, otherwise English. Stored names may be older than our list. */
export const languageOr = (language: string | null | undefined): Language => toLanguage(language) ?? "en";

/** What separates a label from its value. French has a non-breaking space before it. */
export const colon = (language: Language): string => (language === "fr" ? "\u00a0: " : ": ");

/** Puts the non-breaking spaces of French where a text has ordinary ones, so that files can be written with any keyboard. */
export const frenchSpaces = (text: string): string =>
  text.replace(/ (?=[:;!?»])/g, "\u00a0").replace(/« /g, "«\u00a0");

/** Formats a moment in this language and time zone, without the zone's name: "Wednesday, April 1, 2026 at 12:00 PM". */
export function formatMoment(at: Date, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-US" : language, {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  });
  return firstInFrench(format.format(at), language);
}

/** Formats a date such as "2026-04-01" in this language: "April 1, 2026". A text that isn't a date stays as it is. */
export function formatDay(day: string, language: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return day;
  const locale = language === "en" ? "en-US" : language;
  const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: "long" });
  return firstInFrench(format.format(new Date(day)), language);
}

/** The first day of a month is an ordinal number in French: "1er avril". */
const firstInFrench = (date: string, language: Language) =>
  language === "fr" ? date.replace(/\b1 (?=\p{L})/u, "1er ") : date;
