import { labelKey, type TicketField, type TicketTemplate } from "./ticket-template.ts";

/** Fields whose value may have several lines. In all others, the line after the value is something else. */
const SEVERAL_LINES: ReadonlySet<TicketField> = new Set(["reason", "projectDescription", "additionalUsers"]);

/** A label ends with a colon, perhaps the wide one, and may be marked as a bullet or as bold. */
const LABELED = /^[\s*_•·#-]{0,10}([^:：*_]{1,60}?)\s{0,5}[*_]{0,4}\s{0,5}[:：](?!\/\/)[*_]{0,4}\s*(.*)$/u;

export interface TicketFields {
  readonly values: Readonly<Partial<Record<TicketField, string>>>;
  /** Fields that the text gives twice, with different values. */
  readonly repeated: readonly TicketField[];
}

/** Finds the fields in a text by their labels, each at the beginning of a line. A field that isn't there, or is empty, has no value. */
export function readFields(text: string, template: TicketTemplate): TicketFields {
  const fieldOf = new Map(
    (Object.entries(template) as [TicketField, readonly string[]][]).flatMap(([field, labels]) =>
      labels.map((label) => [labelKey(label), field] as const),
    ),
  );
  const values: Partial<Record<TicketField, string>> = {};
  const repeated = new Set<TicketField>();
  let field: TicketField | undefined;
  let lines: string[] = [];
  const end = () => {
    const value = lines.join("\n").trim();
    if (field && value !== "") {
      if (values[field] !== undefined && values[field] !== value) repeated.add(field);
      values[field] ??= value;
    }
    field = undefined;
    lines = [];
  };
  const isKnown = (label: string) => fieldOf.has(labelKey(label));
  const all = text.split("\n");
  for (const [at, line] of all.entries()) {
    const [, label = "", value = ""] = LABELED.exec(line) ?? [];
    const found = fieldOf.get(labelKey(label));
    if (found) {
      end();
      field = found;
      lines = value === "" ? [] : [value];
      continue;
    }
    if (!field) continue;
    if (SEVERAL_LINES.has(field)) {
      if (isComplete(lines) && isAmongFields(all.slice(at), isKnown)) end();
      else lines.push(line);
    } else if (lines.length > 0 || label !== "") end();
    else if (line.trim() !== "") lines.push(line);
  }
  end();
  return { values, repeated: [...repeated] };
}

/** Words that people begin a paragraph with, which look like the label of a field. */
const IN_PROSE =
  /^(notes?|nota|note bene|nb|n\.b\.|ps|p\.s\.|update|edit|important|remarks?|examples?|hint|caution|warning|todo|goals?|aims?|purpose|background|deadline|software|data|question|hinweis|anmerkung|beispiel|ziel|zweck|wichtig|remarque|exemple|but|ejemplo|objetivo)$/i;
/** Labels of fields don't begin with such words, but sentences do. */
const BEGINS_SENTENCE =
  /^(the|a|an|my|our|your|we|i|it|this|that|these|there|for|if|and|in|on|to|what|der|die|das|ein|eine|mein|meine|unser|unsere|wir|ich|le|la|les|un|une|mon|ma|notre|nous|je|el|los|las|una|mi|nuestro|nuestra)\b/i;
/** A comma, a colon, or a dash at the end announces more. */
const ANNOUNCES_MORE = /[,;:：(–—-]$/u;
const SENTENCE_END = /[.!?…,;:]$/u;

const isComplete = (lines: readonly string[]) => !ANNOUNCES_MORE.test(lines.join("\n").trim());

/** Tells whether a line looks like another field of a form: a short label with a capital letter, and a short value that is no sentence. */
function looksLikeField(line: string): boolean {
  const [, label = "", value = ""] = LABELED.exec(line) ?? [];
  const isLabel = /^\p{Lu}[^.!?,;]{1,29}$/u.test(label) && label.split(/\s+/).length <= 3;
  const isValue = value.length <= 60 && value.split(/\s+/).length <= 5 && !SENTENCE_END.test(value);
  const isProse = IN_PROSE.test(label) || BEGINS_SENTENCE.test(label) || /^\s*[*•·-]/u.test(line);
  return isLabel && value !== "" && isValue && !isProse;
}

/**
 * Tells whether the first line belongs to a form that continues: only lines like it come between it and the next field that acct knows. People
 * write such lines into their own text, too, so without a field after them, they stay text.
 */
function isAmongFields(lines: readonly string[], isKnown: (label: string) => boolean): boolean {
  if (!looksLikeField(lines[0] ?? "")) return false;
  const next = lines.find((line) => {
    const [, label = ""] = LABELED.exec(line) ?? [];
    return isKnown(label) || (line.trim() !== "" && !looksLikeField(line));
  });
  return next !== undefined && isKnown(LABELED.exec(next)?.[1] ?? "");
}

/** Adds the fields of later messages, which replace those of earlier ones. */
export const laterFields = (earlier: TicketFields, later: TicketFields): TicketFields => ({
  values: { ...earlier.values, ...later.values },
  repeated: [...earlier.repeated.filter((field) => later.values[field] === undefined), ...later.repeated],
});
