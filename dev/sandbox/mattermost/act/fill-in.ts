import type { Dialog, DialogElement } from "../installation.ts";

/** What a person filled in, by the name of the field. A choice is its value, a person their ID. */
export type Values = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The web client sends an empty field as null; the phone leaves it out, and sends a checkbox as text. */
export type ClientShape = "web" | "phone";

export type FilledIn =
  | { readonly submission: Readonly<Record<string, unknown>> }
  /** What the client itself says before it sends anything, by the name of the field. */
  | { readonly errors: Readonly<Record<string, string>> };

/** Builds a submission as this client does; fields that aren't given keep their default. */
export function fillIn({ elements }: Dialog, values: Values, shape: ClientShape): FilledIn {
  const fields = elements.filter(({ type }) => type !== "action_button");
  const errors: Record<string, string> = {};
  const submission: Record<string, unknown> = {};
  for (const element of fields) {
    const value = toSent(element, values[element.name] ?? element.default ?? "", shape);
    const problem = problemOf(element, value);
    if (problem !== undefined) errors[element.name] = problem;
    else if (value !== null || shape === "web") submission[element.name] = value;
  }
  if (Object.keys(errors).length > 0) return { errors };
  // The phone can't send a dialog without fields.
  if (fields.length === 0 && shape === "phone") return { errors: { "": "No values to submit." } };
  return { submission };
}

function toSent(
  { type, subtype, multiselect }: DialogElement,
  value: Values[string],
  shape: ClientShape,
): unknown {
  if (type === "bool") {
    const checked = value === true || value === "true";
    return shape === "phone" ? String(checked) : checked;
  }
  if (multiselect === true) {
    const chosen = Array.isArray(value) ? value : value === "" ? [] : [String(value)];
    return chosen.length > 0 ? chosen : null;
  }
  if (value === "" || value === undefined) return null;
  if (type === "text" && subtype === "number" && shape === "web") return Number(value);
  return String(value);
}

function problemOf(element: DialogElement, value: unknown): string | undefined {
  const { type, optional = false, min_length = 0, max_length = 0, options = [], data_source = "" } = element;
  if (value === null || (type === "bool" && !optional && String(value) === "false"))
    return optional ? undefined : "This field is required.";
  if (type === "text" || type === "textarea") {
    const { length } = String(value);
    if (length < min_length) return `Minimum input length is ${min_length}.`;
    if (length > (max_length || (type === "text" ? 150 : 3000))) return "The text is too long.";
  }
  const isChoice = type === "radio" || (type === "select" && data_source === "");
  if (isChoice && !Array.isArray(value) && !options.some((option) => option.value === value))
    return "Must be one of the options.";
  return undefined;
}
