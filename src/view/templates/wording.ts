import type { Button } from "../button.ts";
import { colon, formatDay, type Language } from "../languages.ts";
import type { Message } from "../message.ts";
import type { Fact, Line } from "../notice.ts";
import type { RequestRef } from "../request-ref.ts";
import { writeDays } from "../write-days.ts";
import { translatePhrase } from "./phrases.ts";
import type { Template, Text } from "./template.ts";
import { COMMON, type Templates } from "./templates.ts";

/** A date without a time, such as "2026-04-01". */
export interface Day {
  readonly day: string;
}

/**
 * What a variable stands for. A list is one line for each of its items if its paragraph has nothing else. `true` inserts the
 * section of that name, and a `choose` the first section that exists: `{ choose: ["account"] }` is "what: account" for
 * `{{what}}`. A `phrase` is one of acct's own sentences, which is translated, or what someone typed. Nothing is inserted for `undefined`, `false`, and "".
 */
export type Value =
  | string
  | number
  | boolean
  | Date
  | Day
  | readonly string[]
  | { readonly choose: readonly string[] }
  | { readonly phrase: string }
  | { readonly phrases: readonly string[] }
  | undefined;

export type Values = Readonly<Record<string, Value>>;

/** Why someone gets a message: a section of `common.md`. */
export type Because =
  | "requester"
  | "pi"
  | "group"
  | "member"
  | "account"
  | "address"
  | "invited"
  | "link"
  | "admin";

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
  const source = { template, values: translated(values, templates, language), language };
  const write = (text: Text) => plain(fill(text, source));
  const labeled = links.map(({ label, url }) => ({
    label: label ?? write(template.sections.get("button") ?? []),
    url,
  }));
  const [first] = labeled;
  return {
    title: capitalizeChosen(write(template.title), { template, values }),
    lines: template.paragraphs.flatMap((text) => toLines(text, source)),
    language,
    because: sentence(common, `because: ${because}`, values),
    facts: Object.entries(facts).flatMap(([label, value]): Fact[] =>
      value ? [{ label: sentence(common, `fact: ${label}`), value }] : [],
    ),
    ...(links.length > 0 ? { links: labeled } : {}),
    ...(linkInChat && first ? { link: first } : {}),
    ...(buttons ? { buttons: buttons.map((button) => labelButton(button, template, common)) } : {}),
    ...(request ? { request } : {}),
  };
}

/** The values with acct's own sentences in the reader's language. */
function translated(values: Values, templates: Templates, language: Language): Values {
  const inLanguage = (text: string) => translatePhrase(text, templates, language);
  /** A line of a plan begins with the system: "OpenStack: cores 20 → 60". */
  const lineInLanguage = (line: string) => {
    const whole = inLanguage(line);
    const [system, ...rest] = line.split(": ");
    const written =
      whole !== line || rest.length === 0
        ? whole
        : `${system}${colon(language)}${inLanguage(rest.join(": "))}`;
    return writeDays(written, language);
  };
  const entries = Object.entries(values).map(([name, value]): [string, Value] => {
    if (typeof value !== "object" || value instanceof Date) return [name, value];
    if ("phrase" in value) return [name, inLanguage(value.phrase)];
    return [name, "phrases" in value ? value.phrases.map(lineInLanguage) : value];
  });
  return Object.fromEntries(entries);
}

/** A sentence of `common.md`. */
export function sentence(common: Template, section: string, values: Values = {}): string {
  return plain(fill(common.sections.get(section) ?? [], { template: common, values, language: "en" }));
}

export function findTemplate(templates: Templates, language: Language, name: string): Template {
  const template = templates[language].get(name) ?? templates.en.get(name);
  if (!template) throw new Error(`There is no message called ${name}`);
  return template;
}

/** What a text is filled with. */
interface Source {
  readonly template: Template;
  readonly values: Values;
  readonly language: Language;
}

function toLines(text: Text, source: Source): Line[] {
  const [only] = text;
  if (text.length === 1 && typeof only === "object") {
    const value = source.values[only.variable];
    if (Array.isArray(value)) return value;
  }
  const parts = fill(text, source);
  if (parts.length === 0) return [];
  return [parts.some((part) => part instanceof Date) ? parts : plain(parts)];
}

type Part = string | Date;

/** Replaces the variables once: what a value contains is never read as a variable. */
function fill(text: Text, source: Source): Part[] {
  const parts: Part[] = [];
  for (const piece of text) {
    if (typeof piece !== "string") {
      parts.push(...insert(piece.variable, source));
      continue;
    }
    // Where nothing was inserted, only one of the two spaces around it is left.
    const last = parts.at(-1);
    const isAfterSpace = last === undefined || (typeof last === "string" && last.endsWith(" "));
    const written = isAfterSpace ? piece.replace(/^ /, "") : piece;
    if (written !== "") parts.push(written);
  }
  if (parts.every((part) => typeof part === "string" && part.trim() === "")) return [];
  const last = parts.at(-1);
  return typeof last === "string" ? [...parts.slice(0, -1), last.trimEnd()] : parts;
}

function insert(variable: string, source: Source): Part[] {
  const { template, values, language } = source;
  if (!(variable in values)) throw new Error(`${template.file}: no value for {{${variable}}}`);
  const value = values[variable];
  if (value === undefined || value === false || value === "") return [];
  if (value === true) return fill(sectionOf(variable, source) ?? [], source);
  if (typeof value === "string" || value instanceof Date) return [value];
  if (typeof value === "number") return [String(value)];
  if ("day" in value) return [formatDay(value.day, language)];
  if ("choose" in value) return fill(sectionOf(variable, source) ?? [], source);
  return Array.isArray(value) ? [value.join(", ")] : [];
}

const plain = (parts: readonly Part[]): string =>
  parts.map((part) => (part instanceof Date ? part.toISOString() : part)).join("");

/** A section may be inserted in the middle of a sentence and at its start. What people typed stays as it is, such as an address. */
function capitalizeChosen(title: string, { template, values }: Pick<Source, "template" | "values">): string {
  const [first] = template.title;
  if (typeof first !== "object") return title;
  const section = sectionOf(first.variable, { template, values });
  return typeof section?.[0] === "string" ? title.charAt(0).toUpperCase() + title.slice(1) : title;
}

/** The section that is inserted for a variable; undefined if its value is. */
function sectionOf(
  variable: string,
  { template, values }: Pick<Source, "template" | "values">,
): Text | undefined {
  const value = values[variable];
  if (value === true) return template.sections.get(variable);
  if (typeof value !== "object" || !("choose" in value)) return undefined;
  const chosen = value.choose.find((name) => template.sections.has(`${variable}: ${name}`));
  return template.sections.get(`${variable}: ${chosen}`);
}

/** A button in the reader's language: "action: …" of the message itself, or of `common.md`. Without either, it stays as it is. */
function labelButton(button: Button, template: Template, common: Template): Button {
  const say = (from: Template, section: string) =>
    sentence(from, `${section}: ${button.action}`) || undefined;
  const label = say(template, "action") ?? say(common, "action");
  if (label === undefined || label === button.label) return button;
  const { confirm } = button;
  const spoken = button.spoken
    ?.replace(button.label, label)
    .replace(", request ", `, ${sentence(common, "spoken")} `);
  const [title, text, yes] = ["question", "explanation", "yes"].map((section) => say(common, section));
  return {
    ...button,
    label,
    ...(spoken === undefined ? {} : { spoken }),
    ...(confirm
      ? { confirm: { title: title ?? confirm.title, text: text ?? confirm.text, yes: yes ?? confirm.yes } }
      : {}),
  };
}
