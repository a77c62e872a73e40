import type { PasswordForm } from "./pages.ts";
import { strengthOf } from "./strength.ts";
import type { PageText } from "./text/page-text.ts";

/** What is wrong with a form before its link is looked up: in setpass's words, and beside the fields of the page. */
export interface FormError {
  readonly words: string;
  readonly problems: NonNullable<PasswordForm["problems"]>;
}

interface PasswordFormInput {
  readonly token: string;
  /** Undefined: the form has no such field, because the link asks for no PIN. */
  readonly pin: string | undefined;
  readonly password: string;
  readonly confirm: string;
}

/** setpass's checks in setpass's order: empty fields, then two passwords; then their length and strength. */
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
  if (token === "" || Object.keys(problems).length > 0) return { words: "Missing required field!", problems };
  if (password !== confirm)
    return { words: "Passwords do not match", problems: { confirm_password: mismatch } };
  const fault =
    password.length > maxLength
      ? tooLong(maxLength)
      : minLength !== undefined && password.length < minLength
        ? tooShort(minLength)
        : minStrength !== undefined && strengthOf(password, about) < minStrength
          ? tooWeak(page.strengths[minStrength] ?? "")
          : undefined;
  return fault === undefined ? undefined : { words: fault, problems: { password: fault } };
}
