import type { Block, View } from "../workspace.ts";

/** The values that a person filled in, by block ID. A choice is its value, a person their ID, several choices their values. */
export type Values = Readonly<Record<string, string | readonly string[]>>;

interface InputElement {
  readonly type: string;
  readonly action_id: string;
  readonly options?: readonly Option[];
  readonly initial_value?: string;
  readonly initial_user?: string;
  readonly initial_date?: string;
  readonly initial_option?: Option;
  readonly initial_options?: readonly Option[];
  readonly min_length?: number;
  readonly max_length?: number;
}
interface Option {
  readonly value: string;
}

export type FilledIn =
  | { readonly state: Readonly<Record<string, Readonly<Record<string, object>>>> }
  /** The errors that Slack's own client shows before it sends anything, by block ID. */
  | { readonly errors: Readonly<Record<string, string>> };

/**
 * Builds the state of a view with these values; other inputs keep their initial values. A value is identified by its input's
 * block ID, or by the part before a tilde, after which apps count the versions of an input.
 */
export function fillIn({ content }: View, values: Values): FilledIn {
  const errors: Record<string, string> = {};
  const state: Record<string, Record<string, object>> = {};
  for (const block of content.blocks) {
    if (block.type !== "input") continue;
    const element = block.element as InputElement;
    const filled = toState(element, typedIn(block, values) ?? readInitialValue(element));
    const problem = validateInput(block, element, filled);
    if (problem) errors[block.block_id] = problem;
    state[block.block_id] = { [element.action_id]: { type: element.type, ...filled } };
  }
  return Object.keys(errors).length > 0 ? { errors } : { state };
}

/** Builds the state of a view that is still being filled in, where missing or long values are not errors yet. */
export function stateSoFar({ content }: View, values: Values) {
  const state: Record<string, Record<string, object>> = {};
  for (const block of content.blocks) {
    if (block.type !== "input") continue;
    const element = block.element as InputElement;
    const filled = toState(element, typedIn(block, values) ?? readInitialValue(element));
    state[block.block_id] = { [element.action_id]: { type: element.type, ...filled } };
  }
  return state;
}

function typedIn({ block_id }: Block, values: Values) {
  return values[block_id] ?? values[block_id.replace(/~.*$/, "")];
}

interface Filled {
  readonly value?: string | null;
  readonly selected_user?: string | null;
  readonly selected_date?: string | null;
  readonly selected_option?: Option | null;
  readonly selected_options?: readonly Option[];
}

function toState({ type, options = [] }: InputElement, value: string | readonly string[]): Filled {
  switch (type) {
    case "users_select":
      return { selected_user: String(value) || null };
    case "datepicker":
      return { selected_date: String(value) || null };
    case "static_select":
    case "radio_buttons":
      return { selected_option: options.find((option) => option.value === value) ?? null };
    case "checkboxes":
      return { selected_options: options.filter((option) => value.includes(option.value)) };
    default:
      return { value: String(value) || null };
  }
}

function readInitialValue(element: InputElement): string | readonly string[] {
  return (
    element.initial_value ??
    element.initial_user ??
    element.initial_date ??
    element.initial_option?.value ??
    element.initial_options?.map(({ value }) => value) ??
    ""
  );
}

function validateInput(block: Block, { min_length = 0, max_length }: InputElement, filled: Filled) {
  const { value, selected_user, selected_date, selected_option, selected_options } = filled;
  const given =
    value ?? selected_user ?? selected_date ?? selected_option ?? (selected_options?.length || undefined);
  if (given === undefined || given === null)
    return block.optional === true ? undefined : "Please complete this required field.";
  if (typeof value !== "string") return undefined;
  if (value.length < min_length) return `Please enter at least ${min_length} characters.`;
  if (max_length !== undefined && value.length > max_length)
    return `Please enter no more than ${max_length} characters.`;
  return undefined;
}
