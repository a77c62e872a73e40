import type { Button } from "../button.ts";
import { formatDay, type Language } from "../languages.ts";
import type { Message } from "../message.ts";
import type { Fact, Line } from "../notice.ts";
import type { RequestRef } from "../request-ref.ts";
import type { Piece, Template, Text } from "./template.ts";
import { COMMON, type Templates } from "./templates.ts";

/** A date without a time, such as "2026-04-01". */
export interface Day {
  readonly day: string;
}

/**
 * What a variable stands for. A list is one line for each of its items if its paragraph has nothing else. `true` inserts the
 * section of that name, and a `choose` the first section that exists: `{ choose: ["account"] }` is "what: account" for
 * `{{what}}`. Nothing is inserted for `undefined`, `false`, and "".
 */
export type Value =
  | string
  | number
  | boolean
  | Date
  | Day
  | readonly string[]
  | { readonly choose: readonly string[] }
  | undefined;

export type Values = Readonly<Record<string, Value>>;

/** Why someone gets a message: a section of `common.md`. */
export type Because = "requester" | "pi" | "member" | "account" | "address" | "link" | "admin";

/** What a message says, without the words: those are in `templates/<language>/<name>.md`. */
export interface Wording {
  /** The name of the template, if it isn't that of the notification. */
  readonly variant?: string;
  readonly values: Values;
  readonly because: Because;
  /** Facts that people look for in a message, as a table in emails. The label is a section of `common.md`. */
  readonly facts?: {
    readonly username?: string | null | undefined;
    readonly project?: string | null | undefined;
    readonly "sign-in"?: string | undefined;
  };
  /** The links in the email. The label is the section "button", or the text itself. */
  readonly links?: readonly { readonly label?: string; readonly url: string }[];
  /** A link that the chat shows, too. */
  readonly linkInChat?: boolean;
  readonly buttons?: readonly Button[];
  readonly request?: RequestRef;
}

/** Puts a message into words. Throws if the template is missing, which the check at start would have found. */
export function inWords(name: string, wording: Wording, templates: Templates, language: Language): Message {
  const template = findTemplate(templates, language, wording.variant ?? name);
  const common = findTemplate(templates, language, COMMON);
  const { values, facts = {}, links = [], linkInChat, buttons, request, because } = wording;
  const write = (text: Text) => plain(fill(text, template, values, language));
  const labeled = links.map(({ label, url }) => ({
    label: label ?? write(template.sections.get("button") ?? []),
    url,
  }));
  const [first] = labeled;
  return {
    title: capitalizeChosen(template.title, values, write(template.title)),
    lines: template.paragraphs.flatMap((text) => toLines(text, template, values, language)),
    language,
    because: sentence(common, `because: ${because}`, values),
    facts: Object.entries(facts).flatMap(([label, value]): Fact[] =>
      value ? [{ label: sentence(common, `fact: ${label}`), value }] : [],
    ),
    ...(links.length > 0 ? { links: labeled } : {}),
    ...(linkInChat && first ? { link: first } : {}),
    ...(buttons
      ? { buttons: buttons.map((button) => labelButton(button, template, (text) => write(text))) }
      : {}),
    ...(request ? { request } : {}),
  };
}

/** A sentence of `common.md`. */
export function sentence(common: Template, section: string, values: Values = {}): string {
  const language = "en";
  return plain(fill(common.sections.get(section) ?? [], common, values, language));
}

export function findTemplate(templates: Templates, language: Language, name: string): Template {
  const template = templates[language].get(name) ?? templates.en.get(name);
  if (!template) throw new Error(`There is no message called ${name}`);
  return template;
}

function toLines(text: Text, template: Template, values: Values, language: Language): Line[] {
  const [only] = text;
  if (text.length === 1 && typeof only === "object" && only) {
    const value = values[only.variable];
    if (Array.isArray(value)) return value;
  }
  const parts = fill(text, template, values, language);
  if (parts.length === 0) return [];
  return [parts.some((part) => part instanceof Date) ? parts : plain(parts)];
}

type Part = string | Date;

/** Replaces the variables once: what a value contains is never read as a variable. */
function fill(text: Text, template: Template, values: Values, language: Language): Part[] {
  const parts: Part[] = [];
  let isBlank = true;
  for (const piece of text) {
    const inserted = typeof piece === "string" ? [piece] : insert(piece, template, values, language);
    const before = parts.at(-1);
    for (const [index, part] of inserted.entries()) {
      // Where nothing was inserted, only one of the two spaces around it is left.
      const joins = index === 0 && typeof piece === "string" && typeof part === "string";
      const atEdge = before === undefined || (typeof before === "string" && / $/.test(before));
      const written = joins && atEdge ? part.replace(/^ /, "") : part;
      if (written === "") continue;
      if (written instanceof Date || written.trim() !== "") isBlank = false;
      parts.push(written);
    }
  }
  if (isBlank) return [];
  const last = parts.at(-1);
  if (typeof last === "string") parts[parts.length - 1] = last.trimEnd();
  return parts;
}

function insert(
  { variable }: Exclude<Piece, string>,
  template: Template,
  values: Values,
  language: Language,
): Part[] {
  if (!(variable in values)) throw new Error(`${template.file}: no value for {{${variable}}}`);
  const value = values[variable];
  if (value === undefined || value === false || value === "") return [];
  if (value === true) return fill(template.sections.get(variable) ?? [], template, values, language);
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (value instanceof Date) return [value];
  if ("day" in value) return [formatDay(value.day, language)];
  if (!("choose" in value)) return [value.join(", ")];
  const chosen = value.choose.find((name) => template.sections.has(`${variable}: ${name}`));
  if (chosen === undefined)
    throw new Error(`${template.file}: no section "${variable}: ${value.choose.join('" or "')}"`);
  return fill(template.sections.get(`${variable}: ${chosen}`) ?? [], template, values, language);
}

const plain = (parts: readonly Part[]): string =>
  parts.map((part) => (part instanceof Date ? part.toISOString() : part)).join("");

/** A section may be inserted in the middle of a sentence and at its start. What people typed stays as it is. */
function capitalizeChosen([first]: Text, values: Values, title: string): string {
  const value = typeof first === "object" ? values[first.variable] : undefined;
  const isOurs = value === true || (typeof value === "object" && "choose" in value);
  return isOurs ? title.charAt(0).toUpperCase() + title.slice(1) : title;
}

/** The message's own word for a button, which is the section "action: confirm-link", or the button's usual one. */
function labelButton(button: Button, template: Template, write: (text: Text) => string): Button {
  const own = template.sections.get(`action: ${button.action}`);
  return own ? { ...button, label: write(own) } : button;
}
