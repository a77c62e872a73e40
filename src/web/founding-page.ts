import type { Field } from "../view/form.ts";
import { applyPage } from "./apply-page.ts";
import { type FieldWords, fieldsInWords } from "./apply-words.ts";
import type { Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

type Answers = Readonly<Record<string, string>>;

/** What `handlers/founding-by-link.ts` says about the form. */
export interface FoundingForm {
  readonly email: string;
  readonly fields: readonly Field[];
  /** What the site's rule makes of the name that is entered, such as "lab-…". */
  readonly pattern: string | undefined;
  /** The names by the site's rule, if people don't enter one. */
  readonly names: readonly { readonly username: string; readonly project: string }[];
}

export interface FoundingShown extends FoundingForm {
  readonly token: string;
  /** The ID of this form, which makes one request. */
  readonly form: string;
  readonly values?: Answers;
  readonly errors?: Answers;
  /** Why it could not be sent, in English, if it isn't about a field. */
  readonly why?: string;
}

/** The form for a new project. */
export function foundingPage(site: Site, pageText: PageText, shown: FoundingShown): string {
  const { token, form, email, names, values = {}, errors = {}, why } = shown;
  const { title, line, named, namedFor } = pageText.founding;
  const [first, ...others] = names;
  const nameLines = others.length > 0 ? names.map(namedFor) : first ? [named(first.project)] : [];
  const isForeign = why !== undefined && pageText.language !== "en";
  return applyPage(site, pageText, {
    ...{ token, form, title, submit: pageText.apply.submit, action: "/project/new" },
    lines: [line(email), ...nameLines],
    fields: fieldsInWords(
      shown.fields,
      { values, errors, keepsPin: false, fieldWords: wordsFor(shown, pageText) },
      pageText,
    ),
    problem: isForeign ? { before: "", quoted: why, after: undefined } : why,
  });
}

/** What the fields are called in the reader's language. In English, it is as in the chat. */
function wordsFor({ pattern }: FoundingForm, { founding, apply }: PageText): FieldWords {
  if (!founding.fields) return {};
  const { namedLike, ...words } = founding.fields;
  const label = apply.fields.project?.label;
  if (label === undefined) return words;
  return { ...words, project: { label, hint: pattern && namedLike(pattern) } };
}
