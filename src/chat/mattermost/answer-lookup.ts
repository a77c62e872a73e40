import type { Choice, Field } from "../../view/form.ts";
import { preview } from "./answer-dialog.ts";
import type { PressDeps } from "./answer-press.ts";
import { cutBytes } from "./cut-text.ts";
import { readElementName } from "./element-name.ts";
import { plainLine } from "./plain-text.ts";
import { type Body, RefusedCallback, verifyDialog } from "./verify-callback.ts";

/** More options than this help no one to find one. */
const MAX_OPTIONS = 100;
/** Nothing that is looked up is longer. The rest of what someone pastes is ignored. */
const MAX_QUERY = 200;
const MAX_OPTION_BYTES = 200;

/**
 * Answers what a person types into a field for text that is shown as a select: what they typed is an option, which says what the check
 * of it found. After it come the suggestions of the form for this person that match. Changes nothing.
 */
export async function answerLookup(body: Body, deps: PressDeps): Promise<object> {
  const verified = await verifyDialog(body, deps);
  if (body.type !== "dialog_lookup" || verified.state.isConfirmation)
    throw new RefusedCallback("this dialog has nothing to look up");
  const { query, selected_field: name } = (body.submission ?? {}) as Readonly<Record<string, unknown>>;
  const { field: wanted } = readElementName(String(name ?? ""));
  const typed = String(query ?? "")
    .slice(0, MAX_QUERY)
    .trim();
  const values = { ...deps.render.submission(body.submission), [wanted]: typed };
  const form = await preview(verified, values, deps);
  const field = form?.fields.find((one) => one.name === wanted);
  return { items: field ? optionsFor(field, typed).slice(0, MAX_OPTIONS).map(toItem) : [] };
}

function optionsFor({ suggestions = [], validation, maxLength }: Field, typed: string): Choice[] {
  const offered = suggestions.filter(({ label }) => matches(label, typed));
  if (typed === "") return offered;
  const value = maxLength === undefined ? typed : typed.slice(0, maxLength);
  const label = validation ? describeTyped(value, validation) : value;
  return [{ value, label }, ...offered.filter((one) => one.value !== value)];
}

/** "✓ astro is led by Henrik Hopper; we'll ask them.", or with what was typed before it, if the result doesn't name that. */
function describeTyped(value: string, { isValid, text }: NonNullable<Field["validation"]>): string {
  const result = `${isValid ? "✓" : "✗"} ${text}`;
  return matches(text, value) ? result : `${value}: ${result}`;
}

const matches = (label: string, typed: string) =>
  label.toLocaleLowerCase().includes(typed.toLocaleLowerCase());

const toItem = ({ label, value }: Choice) => ({ text: cutBytes(MAX_OPTION_BYTES, plainLine(label)), value });
