import type { ShownField } from "./apply-words.ts";
import type { Problem, Site } from "./pages.ts";
import { render } from "./render.ts";
import type { PageText } from "./text/page-text.ts";

export interface ApplyForm {
  readonly token: string;
  /** The ID of this form, if the same one may make only one request. */
  readonly form?: string;
  /** Says what was shown, if it is a correction. */
  readonly seen?: string | undefined;
  readonly title: string;
  readonly lines: readonly string[];
  readonly submit: string;
  readonly action: string;
  readonly fields: readonly ShownField[];
  /** Why it could not be sent, if it isn't about a field. */
  readonly problem?: Problem | undefined;
}

/** A form with the fields of one in the chat, empty or with what is corrected: for an account, or for a new project. */
export function applyPage(site: Site, pageText: PageText, form: ApplyForm): string {
  return render("./apply", { ...form, ...INPUTS, site, pageText });
}

/** What browsers should know about some of the fields. */
export const INPUTS = {
  types: { piEmail: "email", pin: "password" },
  autocomplete: { givenName: "given-name", familyName: "family-name", pin: "one-time-code" },
};
