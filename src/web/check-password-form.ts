import type { PasswordForm } from "./pages.ts";
import { estimateStrength } from "./strength.ts";
import type { PageText } from "./text/page-text.ts";

/** What is wrong with a form before its link is looked up: in setpass's own text, and for each field of the page. */
export interface FormError {
  readonly text: string;
  readonly problems: NonNullable<PasswordForm["problems"]>;
}

interface PasswordFormInput {
  readonly token: string;
  /** Undefined if the form has no such field, because the link needs no PIN. */
  readonly pin: string | undefined;
  readonly password: string;
  readonly confirm: string;
}

/** Makes setpass's checks in setpass's order: empty fields, then different passwords; then length and strength. */
export function checkPasswordForm(
  { token, pin, password, confirm }: PasswordFormInput,
  { problem, page }: PageText,
  {
    minLength,
    maxLength,
    minStrength,
    about,
  }: Pick<PasswordForm, "minLength" | "maxLength" | "minStrength" | "about">,
): FormError | undefined {
  const { missing, mismatch, tooLong, tooShort, tooWeak } = problem;
  const problems = {
    ...(pin === "" ? { pin: missing } : {}),
    ...(password === "" ? { password: missing } : {}),
    ...(confirm === "" ? { confirm_password: missing } : {}),
  };
  if (token === "" || Object.keys(problems).length > 0) return { text: "Missing required field!", problems };
  if (password !== confirm)
    return { text: "Passwords do not match", problems: { confirm_password: mismatch } };
  const error =
    password.length > maxLength
      ? tooLong(maxLength)
      : minLength !== undefined && password.length < minLength
        ? tooShort(minLength)
        : minStrength !== undefined && estimateStrength(password, about) < minStrength
          ? tooWeak(page.strengths[minStrength] ?? "")
          : undefined;
  return error === undefined ? undefined : { text: error, problems: { password: error } };
}
