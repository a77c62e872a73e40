/** The header fields of a mail or of a part (RFC 5322 §2.2), by name in lower case; a repeated field has several values. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>;

/** Reads a block of header fields, and undoes their folding. Ends at the first empty line. */
export function readFields(text: string): HeaderFields {
  const [block = ""] = text
    .replace(/\r\n?/g, "\n")
    .replace(/^\n+/, "")
    .split(/\n[ \t]*\n/, 1);
  const fields = new Map<string, string[]>();
  for (const line of block.replace(/\n[ \t]+/g, " ").split("\n")) {
    const [, name, value = ""] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value.trim()]);
  }
  return fields;
}

/** The values of these fields, in the order of the names. */
export const valuesOf = (fields: HeaderFields, ...names: readonly string[]): string[] =>
  names.flatMap((name) => fields.get(name) ?? []);
