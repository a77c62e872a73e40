import { labelKey, type TicketField, type TicketTemplate } from "./ticket-template.ts";

/** Fields whose value may have several lines. In all others, the line after the value is something else. */
const SEVERAL_LINES: ReadonlySet<TicketField> = new Set(["reason", "projectDescription", "additionalUsers"]);

/** A label ends with a colon, perhaps the wide one, and may be marked as a bullet or as bold. */
const LABELED = /^[\s*_•·#-]*([^:：*_]{1,60}?)\s*[*_]*\s*[:：](?!\/\/)[*_]*\s*(.*)$/u;

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
  for (const line of text.split("\n")) {
    const [, label = "", value = ""] = LABELED.exec(line) ?? [];
    const found = fieldOf.get(labelKey(label));
    if (found) {
      end();
      field = found;
      lines = value === "" ? [] : [value];
      continue;
    }
    if (!field) continue;
    if (SEVERAL_LINES.has(field)) lines.push(line);
    else if (lines.length > 0 || label !== "") end();
    else if (line.trim() !== "") lines.push(line);
  }
  end();
  return { values, repeated: [...repeated] };
}

/** Adds the fields of later messages, which replace those of earlier ones. */
export const laterFields = (earlier: TicketFields, later: TicketFields): TicketFields => ({
  values: { ...earlier.values, ...later.values },
  repeated: [...earlier.repeated.filter((field) => later.values[field] === undefined), ...later.repeated],
});
