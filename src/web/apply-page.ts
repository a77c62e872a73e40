import type { ShownField } from "./apply-words.ts";
import type { Site } from "./pages.ts";
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
  readonly problem?:
    | string
    | { readonly before: string; readonly quoted: string; readonly after: undefined }
    | undefined;
}

/** A form with the fields of one in the chat, empty or with what is corrected: for an account, or for a new project. */
export function applyPage(site: Site, pageText: PageText, form: ApplyForm): string {
  return render("./apply", { ...form, site, pageText, types: TYPES, autocomplete: AUTOCOMPLETE });
}

const TYPES = { piEmail: "email", pin: "password" };
const AUTOCOMPLETE = { givenName: "given-name", familyName: "family-name", pin: "one-time-code" };
