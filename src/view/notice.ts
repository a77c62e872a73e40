import type { Button } from "./button.ts";
import { colon, type Language } from "./languages.ts";
import type { RequestRef } from "./request-ref.ts";

/** Plain text with dates. If the chat supports it, each reader sees the dates in their own time zone. */
export type Line = string | readonly (string | Date)[];

/** Something that people look for in a message: "Username", "aash". An address of a page is shown as a link. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Names a fact in plain text: "Username: aash". */
export const factLine = ({ label, value }: Fact, language: Language): string =>
  `${label}${colon(language)}${value}`;

/** A text for one person. Chat systems escape it, and emails have their own layout for it. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What comes after the lines, as a table in emails. */
  readonly facts?: readonly Fact[];
  /** The language of the text. English if it's missing. */
  readonly language?: Language;
  /** A page for the reader. Emails leave it out, because they have their own links. */
  readonly link?: { readonly label: string; readonly url: string };
  /** A channel that the notice points to. Emails leave it out. */
  readonly channel?: string;
  /** The buttons in the chat. Emails leave them out. */
  readonly buttons?: readonly Button[];
  /** The request that the buttons are about. */
  readonly request?: RequestRef;
}
