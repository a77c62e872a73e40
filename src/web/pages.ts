import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { en } from "./words/en.ts";
import type { Words } from "./words/words.ts";

const folder = fileURLToPath(new URL("./pages/", import.meta.url));
const eta = new Eta({ views: folder, cache: true });

export interface Site {
  readonly name: string;
  readonly helpAddress: string;
  /** Of the times on the pages. */
  readonly timeZone: string;
  /** Of people whose browser names no language of ours. */
  readonly language: string;
  /** A file's path below /static/, which shows whose page it is. */
  readonly logo?: string | undefined;
}

export interface PasswordForm {
  readonly token: string;
  readonly username: string | undefined;
  readonly asksPin: boolean;
  /** Undefined: the system that keeps the password says what it takes. */
  readonly minLength: number | undefined;
  readonly maxLength: number;
  /** In the site's words; undefined: the general advice. */
  readonly rules: string | undefined;
  readonly problems?: { readonly [field in "pin" | "password" | "confirm_password"]?: string };
}

export function passwordPage(site: Site, words: Words, form: PasswordForm): string {
  return eta.render("./password", { problems: {}, ...form, site, words, title: words.page.title });
}

export interface ResetForm {
  readonly typed?: { readonly name: string; readonly email: string; readonly confirm_email: string };
  readonly problems?: { readonly [field in "name" | "email" | "confirm_email" | "pin"]?: string };
}

/** The form by which somebody asks for a new password who has no link. */
export function resetPage(site: Site, words: Words, form: ResetForm): string {
  return eta.render("./reset", { problems: {}, ...form, site, words, title: words.reset.title });
}

/** A page of one sentence with one thing to do: send `token` to `action`. */
export interface Offer {
  readonly action: string;
  readonly token: string;
  readonly submit: string;
}

/** A heading, some lines, and perhaps something to do. */
export function wordsPage(
  site: Site,
  words: Words,
  shown: {
    readonly title: string;
    readonly lines: readonly string[];
    readonly offer?: Offer | undefined;
    readonly link?: { readonly href: string; readonly label: string } | undefined;
  },
): string {
  return eta.render("./message", { ...shown, site, words });
}

export interface DecisionForm {
  readonly token: string;
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly reason: string | undefined;
  readonly problem?: string;
  /** Kept when the form is shown again. */
  readonly typed?: { readonly reason: string; readonly other: string };
}

export function decisionPage(site: Site, form: DecisionForm): string {
  return eta.render("./decision", { ...form, site, words: en });
}

export interface RequestShown {
  readonly token: string;
  readonly id: number;
  readonly state: string;
  readonly open: boolean;
  readonly question: { readonly byName: string; readonly text: string } | null;
  readonly steps: readonly { readonly text: string; readonly at: string; readonly iso: string }[];
  readonly problem?: string;
  /** An answer that came to nothing, so that it is not lost. */
  readonly typed?: string;
  /** What the form that was just sent has done. */
  readonly done?: string | undefined;
}

export function requestPage(site: Site, shown: RequestShown): string {
  return eta.render("./request", { ...shown, site, words: en, title: `Your request ${shown.id}` });
}

export function messagePage(site: Site, title: string, ...lines: string[]): string {
  return wordsPage(site, en, { title, lines });
}
