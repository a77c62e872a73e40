import type { Field, Form } from "../../view/form.ts";
import type { Line, Notice } from "../../view/notice.ts";
import { cutBytes, fitLines } from "./cut-text.ts";
import { formatElementName, NO_FIELD } from "./element-name.ts";
import type { Looks } from "./looks.ts";
import { toMattermostId } from "./mattermost-id.ts";
import { MATTERMOST_LIMITS as MAX } from "./mattermost-limits.ts";
import { escapeMarkdown, plainLine } from "./plain-text.ts";
import { shortLabel } from "./short-label.ts";

/** A dialog as the server takes it (developers.mattermost.com/integrate/plugins/interactive-dialogs). */
export interface Dialog {
  readonly callback_id: string;
  readonly title: string;
  readonly introduction_text?: string;
  readonly elements: readonly DialogElement[];
  readonly submit_label: string;
  readonly notify_on_cancel: boolean;
  readonly state: string;
  /** Where the server sends what was entered so far when a field with `refresh` changes. */
  readonly source_url?: string;
}

export interface DialogElement {
  readonly display_name: string;
  readonly name: string;
  readonly type: "text" | "textarea" | "select" | "bool" | "radio" | "date";
  readonly optional: boolean;
  readonly default?: string;
  readonly help_text?: string;
  readonly placeholder?: string;
  readonly max_length?: number;
  readonly data_source?: "users" | "dynamic";
  readonly data_source_url?: string;
  readonly options?: readonly { readonly text: string; readonly value: string }[];
  readonly multiselect?: true;
  readonly refresh?: true;
}

interface DialogOptions {
  /** The signed text that the server returns with the values. */
  readonly state: string;
  /** Where fields are checked while someone fills in the form. Without it, they are checked when it is sent. */
  readonly refreshUrl?: string | undefined;
  /** Where options are looked up while someone types. Without it, fields for text are checked when the form is sent. */
  readonly lookupUrl?: string | undefined;
}

const MAX_INTRO = 12_000;

/**
 * Renders a form as a dialog. The labels and hints of a dialog are short, so what doesn't fit there is in the introduction, as
 * a whole. A form without fields gets a checkbox, because the phone apps can't send a dialog that is empty.
 */
export function renderDialog(
  form: Form,
  { state, refreshUrl, lookupUrl }: DialogOptions,
  looks: Looks,
): Dialog {
  const { action, title, intro = [], fields, submit = "OK" } = form;
  const source = looks.features.lookup && isAsked(lookupUrl) ? lookupUrl : undefined;
  const rendered = fields.map((field) => renderField(field, source, looks));
  const elements = rendered.flatMap(({ elements }) => elements);
  const heading: Line[] = Buffer.byteLength(title) > MAX.dialogTitle ? [title] : [];
  const lines = fitLines([...heading, ...intro], MAX_INTRO, looks);
  const notes = rendered.flatMap(({ note }) => (note === undefined ? [] : [note]));
  const introduction = [lines, notes.join("\n")].filter(Boolean).join("\n\n");
  const refreshes = looks.features.refresh && elements.some(({ refresh }) => refresh);
  return {
    callback_id: action,
    title: cutAtWord(MAX.dialogTitle, plainLine(title)),
    ...(introduction ? { introduction_text: introduction } : {}),
    elements: elements.length > 0 ? elements : [confirmation(submit)],
    submit_label: plainLine(submit),
    notify_on_cancel: false,
    state,
    ...(refreshes && refreshUrl !== undefined ? { source_url: refreshUrl } : {}),
  };
}

/** Returns a form that can only be read as a notice, because a dialog would need a field. Undefined if it can be sent. */
export function readOnlyNotice({ title, intro = [], submit }: Form): Notice | undefined {
  return submit === undefined ? { title, lines: intro } : undefined;
}

const confirmation = (submit: string): DialogElement => ({
  display_name: "Please confirm",
  name: NO_FIELD,
  type: "bool",
  default: "true",
  placeholder: cutBytes(MAX.checkbox, plainLine(submit)),
  optional: true,
});

/** A field as elements of a dialog. What its label and hint have no room for is the note. */
interface RenderedField {
  readonly elements: readonly DialogElement[];
  readonly note: string | undefined;
}

/** The web app asks no other address for options (channels/src/components/interactive_dialog). */
const isAsked = (url = "") =>
  URL.canParse(url) &&
  (new URL(url).protocol === "https:" || ["localhost", "127.0.0.1"].includes(new URL(url).hostname));

function renderField(field: Field, source: string | undefined, looks: Looks): RenderedField {
  const label = plainLine(field.label);
  const isShort = Buffer.byteLength(label) <= MAX.label;
  const { help, note } = writeHelp(field, isShort, looks);
  const base = {
    display_name: isShort ? label : (shortLabel(field.label) ?? cutAtWord(MAX.label, label)),
    name: formatElementName({
      field: field.name,
      resetKey: field.resetKey,
      isPerson: field.kind === "person",
    }),
    optional: field.optional ?? false,
    ...(help ? { help_text: help } : {}),
    ...(field.validateOnChange && looks.features.refresh ? { refresh: true as const } : {}),
  };
  const { refresh: _, ...still } = base;
  return source !== undefined && isLookedUp(field)
    ? { elements: [lookedUp(field, still, source)], note }
    : { elements: renderElements(field, base, looks), note };
}

/**
 * What someone types into a select counts only once they choose it. In a field that may be blank, it would be lost without a word, so
 * that one stays a field for text.
 */
const isLookedUp = ({ kind, validateOnChange, optional }: Field) =>
  kind === "line" && validateOnChange === true && !optional;

const lookedUp = ({ initial }: Field, base: Base, source: string): DialogElement => ({
  ...base,
  type: "select",
  data_source: "dynamic",
  data_source_url: source,
  placeholder: "Type it, and choose it from the list",
  ...(initial ? { default: cutBytes(MAX.select, initial) } : {}),
});

/** Writes the hint, which begins with the label if that is too long, and ends with the result of the check. */
function writeHelp(
  { label, hint, kind, validation }: Field,
  isShort: boolean,
  { features }: Looks,
): { readonly help: string; readonly note: string | undefined } {
  const check = validation && `${validation.isValid ? "✓" : "✗"} ${validation.text}`;
  const date = kind === "date" && !features.dateField ? "Write the date like 2026-04-01." : undefined;
  const whole = [isShort ? undefined : label, date, hint, check].filter(Boolean).join("\n");
  const help = escapeMarkdown(whole);
  if (Buffer.byteLength(help) <= MAX.hint) return { help, note: undefined };
  const rest = escapeMarkdown([date, hint, check].filter(Boolean).join(" "));
  const colon = /[?!.:]$/.test(label) ? " " : ": ";
  return { help: "", note: `**${escapeMarkdown(label.trim())}**${rest ? `${colon}${rest}` : ""}` };
}

/** Cuts a label or title after a whole word. */
function cutAtWord(max: number, label: string): string {
  const cut = cutBytes(max, label);
  if (cut === label || label[cut.length - 1] === " ") return cut;
  const end = cut.lastIndexOf(" ");
  return end > max / 3 ? `${cut.slice(0, end)}…` : cut;
}

type Base = Omit<DialogElement, "type">;

function renderElements(field: Field, base: Base, { features }: Looks): DialogElement[] {
  const { kind, initial = "", maxLength } = field;
  const options = (field.choices ?? []).map(({ value, label }) => ({ text: plainLine(label), value }));
  const chosen = options.some(({ value }) => value === initial) ? { default: initial } : {};
  switch (kind) {
    case "line": {
      const max = Math.min(maxLength ?? MAX.line, MAX.text);
      const isLong = Buffer.byteLength(initial) > MAX.line;
      return [{ ...base, type: isLong ? "textarea" : "text", max_length: max, ...initialText(initial, max) }];
    }
    case "text": {
      const max = Math.min(maxLength ?? MAX.text, MAX.text);
      return [{ ...base, type: "textarea", max_length: max, ...initialText(initial, max) }];
    }
    case "person": {
      const isOurs = initial.startsWith("mattermost:");
      return [
        {
          ...base,
          type: "select",
          data_source: "users",
          ...(isOurs ? { default: toMattermostId(initial) } : {}),
        },
      ];
    }
    case "date": {
      const value = initial ? { default: initial } : {};
      if (features.dateField) return [{ ...base, type: "date", ...value }];
      return [{ ...base, type: "text", max_length: 10, placeholder: "YYYY-MM-DD", ...value }];
    }
    case "choice":
      return [{ ...base, type: "radio", options, ...chosen }];
    case "select":
      return [{ ...base, type: "select", options, ...chosen }];
    case "choices": {
      const checked = initial.split(",").filter((one) => options.some(({ value }) => value === one));
      if (!features.multiselect) return toCheckboxes(field, base, checked);
      const value = checked.length > 0 ? { default: checked.join(",") } : {};
      return [{ ...base, type: "select", multiselect: true, options, ...value }];
    }
  }
}

const initialText = (initial: string, max: number) =>
  initial ? { default: cutBytes(MAX.text, initial.slice(0, max)) } : {};

/** Renders each option as a checkbox, for servers whose selects have one value only. */
function toCheckboxes(
  { name, resetKey, choices = [] }: Field,
  base: Base,
  checked: readonly string[],
): DialogElement[] {
  return choices.map(({ value, label }, index) => {
    const text = plainLine(label);
    const { help_text: help, refresh: _, ...rest } = base;
    return {
      ...rest,
      ...(help !== undefined && index === 0 ? { help_text: help } : {}),
      display_name: index === 0 ? base.display_name : `${index + 1}`,
      name: formatElementName({ field: name, resetKey, option: value }),
      type: "bool",
      optional: true,
      placeholder: cutBytes(MAX.checkbox, text),
      ...(checked.includes(value) ? { default: "true" } : {}),
    };
  });
}
