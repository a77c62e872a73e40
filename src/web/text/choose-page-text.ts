import Negotiator from "negotiator";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import type { PageText } from "./page-text.ts";

/** To add a language, write its file and list it here. */
const ALL: readonly PageText[] = [en, de, es, fr];
export const LANGUAGES = ALL.map(({ language }) => language);

/** The texts in the language that the browser prefers (RFC 9110 §12.5.4), or in the site's own if we have none of those. */
export function choosePageText(acceptLanguage: string | undefined, siteLanguage: string): PageText {
  const headers = { "accept-language": acceptLanguage ?? "" };
  const [wanted = siteLanguage] = acceptLanguage ? new Negotiator({ headers }).languages(LANGUAGES) : [];
  return ALL.find(({ language }) => language === wanted) ?? en;
}
