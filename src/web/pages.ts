import { fileURLToPath } from "node:url";
import { Eta } from "eta";
import { en } from "./text/en.ts";
import type { PageText } from "./text/page-text.ts";

const folder = fileURLToPath(new URL("./pages/", import.meta.url));
const eta = new Eta({ views: folder, cache: true });

export interface LoginHelp {
  readonly text?: string | undefined;
  readonly url?: string | undefined;
}

export interface Site {
  readonly name: string;
  readonly helpAddress: string;
  /** Of the times on the pages. */
  readonly timeZone: string;
  /** Where and how people log in, in the site's words. */
  readonly loginHelp?: LoginHelp | undefined;
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
  /** From 0 to 4; undefined as above. */
  readonly minStrength: number | undefined;
  /** What makes a password easy to guess, because it is known of the person. */
  readonly about: readonly string[];
  /** In the site's words; undefined: the general advice. */
  readonly rules: string | undefined;
  readonly problems?: { readonly [field in "pin" | "password" | "confirm_password"]?: Problem };
}

/** What is wrong with a field, in the reader's language; perhaps with what a system says of it in its own words, in English. */
export type Problem =
  | string
  | { readonly before: string; readonly quoted: string; readonly after: string | undefined };

export function passwordPage(site: Site, words: PageText, form: PasswordForm): string {
  return eta.render("./password", { problems: {}, ...form, site, words, title: words.page.title });
}

export interface ResetForm {
  readonly asksPin: boolean;
  /** Whether a helpdesk replaces the password before it sends a link. */
  readonly isAlone: boolean;
  readonly typed?: { readonly name: string; readonly email: string; readonly confirm_email: string };
  readonly problems?: { readonly [field in "name" | "email" | "confirm_email" | "pin"]?: string };
}

/** The form by which somebody asks for a new password who has no link. */
export function resetPage(site: Site, words: PageText, form: ResetForm): string {
  return eta.render("./reset", { problems: {}, ...form, site, words, title: words.reset.title });
}

/** The page on which the owner of an address says that they want a new password, and with which PIN. */
export function confirmPage(
  site: Site,
  words: PageText,
  form: { readonly token: string; readonly username: string; readonly problem?: string },
): string {
  return eta.render("./reset-confirm", { ...form, site, words, title: words.reset.confirm(form.username) });
}

/** Where `PUBLIC_URL` alone leads. */
export function frontPage(site: Site, words: PageText, canAsk: boolean): string {
  return eta.render("./front", { site, words, canAsk, title: words.front.title(site.name) });
}

/** A page of one sentence with one thing to do: send `token` to `action`. */
export interface Offer {
  readonly action: string;
  readonly token: string;
  readonly submit: string;
}

export const loginLines = ({ loginHelp }: Site): string[] => (loginHelp?.text ? [loginHelp.text] : []);

export function loginLink({ loginHelp }: Site, words: PageText): { href: string; label: string } | undefined {
  return loginHelp?.url ? { href: loginHelp.url, label: words.front.logIn } : undefined;
}

/** A heading, some lines, and perhaps something to do. */
export function wordsPage(
  site: Site,
  words: PageText,
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
  /** What approving changes, a sentence each. */
  readonly plan: readonly string[];
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
  readonly withdrawable: boolean;
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
