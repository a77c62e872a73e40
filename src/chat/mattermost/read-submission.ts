import type { Reply, Values } from "../interaction.ts";
import { readElementName } from "./element-name.ts";
import { toChatId } from "./mattermost-id.ts";
import { escapeMarkdown } from "./plain-text.ts";

/**
 * Reads the values of a submitted dialog by field. The web app sends an empty field as null, and the phone apps leave it out;
 * checkboxes are true or "true", numbers are numbers or text, and several options are a list or text with commas (GitHub issues
 * mattermost/mattermost#24900 and mattermost-mobile#3693). An empty field has an empty value, or none.
 */
export function readSubmission(submission: unknown): Values {
  const values = new Map<string, string>();
  if (typeof submission !== "object" || submission === null) return {};
  for (const [name, value] of Object.entries(submission)) {
    const { field, option, isPerson } = readElementName(name);
    if (field === "") continue;
    if (isPerson) values.set(field, readPerson(value));
    else if (option === undefined) values.set(field, readValue(value));
    else {
      const before = values.get(field) ?? "";
      values.set(field, isChecked(value) ? [before, option].filter(Boolean).join(",") : before);
    }
  }
  return Object.fromEntries(values);
}

function readValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(readValue).filter(Boolean).join(",");
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
      return String(value);
    case "object":
      // A selected option, as some versions of the web app send it.
      return value !== null && "value" in value ? readValue(value.value) : "";
    default:
      return "";
  }
}

const isChecked = (value: unknown) => /^(?:true|1|on|yes)$/i.test(readValue(value));

function readPerson(value: unknown): string {
  const id = readValue(value);
  return id === "" ? "" : toChatId(id);
}

/** An answer to a submitted dialog, which stays open with everything that was entered. */
export interface DialogErrors {
  readonly errors?: Readonly<Record<string, string>>;
  readonly error?: string;
}

/**
 * Renders what is wrong with a form. Clients show an error at the element with its name, and nothing at all if there is none, so
 * that one is about the whole form.
 */
export function toDialogErrors(
  { errors, whole }: Extract<Reply, { kind: "invalid" }>,
  submission: unknown,
  elements: readonly string[] = Object.keys((submission ?? {}) as object),
): DialogErrors {
  const shown: Record<string, string> = {};
  const lost: string[] = [];
  for (const [field, error] of Object.entries(errors)) {
    const element = elements.find((name) => readElementName(name).field === field);
    if (element === undefined) lost.push(error);
    else shown[element] = escapeMarkdown(error);
  }
  const about = [...lost, ...(whole === undefined ? [] : [whole])].map(escapeMarkdown).join(" ");
  return {
    ...(Object.keys(shown).length > 0 ? { errors: shown } : {}),
    ...(about === "" ? {} : { error: about }),
  };
}
