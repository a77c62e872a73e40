import type { Field } from "../view/form.ts";
import { applyPage } from "./apply-page.ts";
import { fieldsInWords } from "./apply-words.ts";
import type { Site } from "./pages.ts";
import type { PageText } from "./text/page-text.ts";

type Answers = Readonly<Record<string, string>>;

export interface ConfirmRequestShown {
  readonly token: string;
  /** Who has requested the account. */
  readonly by: string;
  readonly project: string;
  readonly fields: readonly Field[];
  readonly typed?: Answers;
  /** By field, as sentences in English. */
  readonly errors?: Answers;
  /** Why it could not be sent, if it isn't about a field. */
  readonly problem?: string | undefined;
}

/** The page where someone confirms an account that someone else has requested for them. */
export function confirmRequestPage(site: Site, pageText: PageText, shown: ConfirmRequestShown): string {
  const { token, by, project, typed = {}, errors = {}, problem } = shown;
  const { title, line, submit } = pageText.confirmRequest;
  const fields = fieldsInWords(shown.fields, { values: typed, errors, keepsPin: false }, pageText);
  return applyPage(site, pageText, {
    ...{ token, title, submit, fields, problem },
    lines: [line(by, project)],
    action: "/request/confirm",
  });
}
