import type { DocumentText } from "../agreements/document-text.ts";
import type { FormLinkPurpose } from "../db/names.ts";
import { LANGUAGES, type Language } from "../view/languages.ts";
import type { LogDay } from "../view/public-log.ts";
import type { Mount } from "./mount.ts";
import { render } from "./render.ts";
import { en } from "./text/en.ts";
import type { PageText } from "./text/page-text.ts";

export interface LoginHelp {
  readonly text?: string | undefined;
  readonly url?: string | undefined;
}

export interface Site {
  readonly name: string;
  readonly helpAddress: string;
  /** The time zone of all times on the pages. */
  readonly timeZone: string;
  /** Where and how people log in, as the site describes it. */
  readonly loginHelp?: LoginHelp | undefined;
  /** For people whose browser asks for none of our languages. */
  readonly language: string;
  readonly mount: Mount;
  /** The path of a file below /static/ that shows whose page this is. */
  readonly logo?: string | undefined;
}

export interface PasswordForm {
  readonly token: string;
  readonly username: string | undefined;
  readonly asksPin: boolean;
  /** Undefined if the system that stores the password decides what it accepts. */
  readonly minLength: number | undefined;
  readonly maxLength: number;
  /** From 0 to 4, or undefined as above. */
  readonly minStrength: number | undefined;
  /** Known facts about the person, which make a password easy to guess. */
  readonly about: readonly string[];
  /** The rules in the site's own words; undefined for our general advice. */
  readonly rules: string | undefined;
  readonly problems?: { readonly [field in "pin" | "password" | "confirm_password"]?: Problem };
}

/** What is wrong with a field, in the reader's language; it may quote a system's own message, which is in English. */
export type Problem =
  | string
  | { readonly before: string; readonly quoted: string; readonly after: string | undefined };

export function passwordPage(site: Site, pageText: PageText, form: PasswordForm): string {
  return render("./password", { problems: {}, ...form, site, pageText, title: pageText.page.title });
}

export interface ResetForm {
  readonly asksPin: boolean;
  /** Whether a help desk replaces the password before it sends a link. */
  readonly isAlone: boolean;
  readonly typed?: { readonly name: string; readonly email: string; readonly confirm_email: string };
  readonly problems?: { readonly [field in "name" | "email" | "confirm_email" | "pin"]?: string };
}

/** The form to request a new password without a link. */
export function resetPage(site: Site, pageText: PageText, form: ResetForm): string {
  return render("./reset", { problems: {}, ...form, site, pageText, title: pageText.reset.title });
}

/** The page where the owner of an address confirms that they want a new password, and chooses a PIN. */
export function confirmPage(
  site: Site,
  pageText: PageText,
  form: { readonly token: string; readonly username: string; readonly problem?: string },
): string {
  return render("./reset-confirm", {
    ...form,
    site,
    pageText,
    title: pageText.reset.confirm(form.username),
  });
}

export interface CodeForm {
  readonly token: string;
  /** The username of the account that is linked. */
  readonly label: string;
  /** The chat user who asked for the link, as they call themselves. */
  readonly person: string;
  readonly chatName: string;
  readonly problem?: string;
}

/** The page where the owner of an account enters the code that the chat has shown. */
export function codePage(site: Site, pageText: PageText, form: CodeForm): string {
  const title = pageText.code.title(form.label, form.chatName);
  return render("./code", { ...form, site, pageText, title });
}

export interface PiQuestion {
  readonly token: string;
  readonly project: string;
  /** The address that was asked. */
  readonly email: string;
  /** The admin who asked. */
  readonly asker: string;
}

/** The page where someone says whether they are a project's PI. Each answer has its own form, and neither has a field to press Enter in. */
export function piPage(site: Site, pageText: PageText, question: PiQuestion): string {
  return render("./pi", { ...question, site, pageText, title: pageText.pi.title(question.project) });
}

export interface Front {
  /** Whether people can request a new password without a link. */
  readonly canAsk: boolean;
  /** Whether people outside of the chat can request an account. */
  readonly canApply: boolean;
}

/** The page at `PUBLIC_URL` itself. */
export function frontPage(site: Site, pageText: PageText, front: Front): string {
  return render("./front", { site, pageText, ...front, title: pageText.front.title(site.name) });
}

export interface AskForm {
  readonly purpose: FormLinkPurpose;
  readonly stamp: string;
  readonly language: string;
  readonly typed?: string;
  readonly problem?: string;
  /** The problem is one of the address. */
  readonly isAboutField?: boolean;
}

/** The page where someone enters their address and gets a link. */
export function askPage(site: Site, pageText: PageText, form: AskForm): string {
  const { applyTitle, statusTitle } = pageText.askForLink;
  const title = form.purpose === "apply" ? applyTitle : statusTitle;
  return render("./ask", { ...form, site, pageText, title, languages: OWN_NAMES });
}

/** What each language is called in itself. */
const OWN_NAMES = LANGUAGES.map((language): [Language, string] => {
  const name = new Intl.DisplayNames(language, { type: "language" }).of(language) ?? language;
  return [language, name.charAt(0).toLocaleUpperCase(language) + name.slice(1)];
});

/** The public log, or the part of it from before a day. */
export function logPage(
  site: Site,
  pageText: PageText,
  shown: {
    readonly title: string;
    readonly days: readonly LogDay[];
    /** The day before which there are more entries. */
    readonly older: string | undefined;
    readonly isNewest: boolean;
  },
): string {
  return render("./log", { ...shown, site, pageText, feed: "/log.atom" });
}

/** The one thing to do on a page: send `token` to `action`. */
export interface Offer {
  readonly action: string;
  readonly token: string;
  readonly submit: string;
}

export const loginLines = ({ loginHelp }: Site): string[] => (loginHelp?.text ? [loginHelp.text] : []);

export function loginLink(
  { loginHelp }: Site,
  pageText: PageText,
): { href: string; label: string } | undefined {
  return loginHelp?.url ? { href: loginHelp.url, label: pageText.front.logIn } : undefined;
}

/** A page with a heading, some lines, and possibly something to do. */
export function localizedPage(
  site: Site,
  pageText: PageText,
  shown: {
    readonly title: string;
    readonly lines: readonly string[];
    readonly offer?: Offer | undefined;
    /** What someone has typed into a form that is gone. */
    readonly kept?: {
      readonly heading: string;
      readonly answers: readonly { readonly label: string; readonly value: string }[];
    };
    readonly link?: { readonly href: string; readonly label: string } | undefined;
  },
): string {
  return render("./message", { ...shown, site, pageText });
}

export interface DecisionForm {
  readonly token: string;
  /** Says what was shown. */
  readonly seen: string;
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly reason: string | undefined;
  /** What approving will change, one sentence each. */
  readonly plan: readonly string[];
  /** Whether the reader can pass the decision on to someone else. */
  readonly passesOn: boolean;
  readonly problem?: string;
  /** Kept for when the form is shown again. */
  readonly typed?: { readonly reason: string; readonly other: string };
}

/** The request itself is in English, as on the cards. */
export function decisionPage(site: Site, pageText: PageText, form: DecisionForm): string {
  return render("./decision", { ...form, site, pageText });
}

export interface RequestShown {
  readonly token: string;
  readonly id: number;
  readonly state: string;
  readonly withdrawable: boolean;
  readonly question: { readonly byName: string; readonly text: string } | null;
  readonly steps: readonly { readonly text: string; readonly at: string; readonly iso: string }[];
  /** There is something to sign on the page for agreements. */
  readonly signs?: boolean;
  /** The requester can still correct their answers. */
  readonly correctable?: boolean;
  /** Someone else has requested it, and the person can confirm or decline it. */
  readonly confirms?: boolean;
  readonly problem?: string;
  /** A reply that could not be sent, so that it is not lost. */
  readonly typed?: string;
  /** What the form that was just sent did. */
  readonly done?: string | undefined;
}

/** The state and the steps are in English, as on the cards. */
export function requestPage(site: Site, pageText: PageText, shown: RequestShown): string {
  return render("./request", { ...shown, site, pageText, title: pageText.request.title(shown.id) });
}

export interface SignForm {
  readonly token: string;
  /** Who signs. */
  readonly name: string;
  readonly documents: readonly SignDocument[];
  readonly problem?: string;
  /** The hashes of the documents whose box was checked when the form was sent. */
  readonly checked?: readonly string[];
}

export interface SignDocument extends Pick<DocumentText, "blocks" | "hash"> {
  readonly title: string;
  readonly version: string;
}

/** The page where people read and sign agreements. The documents are in whatever language the site wrote them. */
export function signPage(site: Site, pageText: PageText, form: SignForm): string {
  return render("./sign", { checked: [], ...form, site, pageText, title: pageText.sign.title });
}

export function messagePage(site: Site, title: string, ...lines: string[]): string {
  return localizedPage(site, en, { title, lines });
}
