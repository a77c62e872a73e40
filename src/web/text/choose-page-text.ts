import Negotiator from "negotiator";
import { type Language, toLanguage } from "../../view/languages.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import type { PageText } from "./page-text.ts";

const ALL: readonly PageText[] = [en, de, es, fr];
const OURS = ALL.map(({ language }) => language);

/** The texts in the language that the browser prefers (RFC 9110 §12.5.4), or in the site's own if we have none of those. */
export function choosePageText(acceptLanguage: string | undefined, siteLanguage: string): PageText {
  const wanted = chooseLanguage(acceptLanguage) ?? siteLanguage;
  return ALL.find(({ language }) => language === wanted) ?? en;
}

/** The language that the browser prefers of ours; undefined if it asks for none of them. */
export function chooseLanguage(acceptLanguage: string | undefined): Language | undefined {
  if (!acceptLanguage) return undefined;
  const headers = { "accept-language": acceptLanguage };
  return toLanguage(new Negotiator({ headers }).languages(OURS)[0]);
}
