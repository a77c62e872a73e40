import { z } from "zod";

/** What is wrong with one setting or variable, for somebody who never saw a schema: "mail.port must be a number". */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string[] {
  const place = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = nearest(key, keysAt(schema, issue.path));
      return `${[...issue.path, key].join(".")} is not a setting${near ? `. Did you mean ${near}?` : ""}`;
    });
  }
  const isMissing = issue.input === undefined && issue.code === "invalid_type";
  return [`${place} ${isMissing ? "is missing" : wordsOf(issue)}`];
}

/** The setting that somebody meant by each name that is none. What they have written is not missing. */
export function suggestName(issues: readonly z.core.$ZodIssue[], schema: z.ZodType): ReadonlySet<string> {
  return new Set(
    issues.flatMap((issue) => {
      if (issue.code !== "unrecognized_keys") return [];
      const known = keysAt(schema, issue.path);
      return issue.keys.flatMap((key) => {
        const near = nearest(key, known);
        return near === undefined ? [] : [[...issue.path, near].join(".")];
      });
    }),
  );
}

const TYPES: Readonly<Record<string, string>> = {
  number: "must be a number",
  int: "must be a whole number",
  string: "must be a text",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must have settings of its own below it",
  record: "must have names and values below it",
};

/** Ours where zod speaks as to a programmer; a message of the schema's own is kept. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? `must be of the type ${issue.expected}`;
    case "too_small":
      if (issue.origin === "string") {
        return Number(issue.minimum) === 1
          ? "must not be empty"
          : `must have at least ${issue.minimum} characters`;
      }
      return issue.origin === "array"
        ? `must have at least ${issue.minimum} of them`
        : `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "string") return `must have at most ${issue.maximum} characters`;
      return issue.origin === "array"
        ? `must have at most ${issue.maximum} of them`
        : `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_value":
      return `must be ${listed(issue.values.map(String))}`;
    case "invalid_format":
      return issue.format === "url"
        ? "must be an address such as https://example.org"
        : `is wrong: ${issue.message}`;
    default:
      return `is wrong: ${issue.message}`;
  }
}

/** "socket or http" */
function listed(values: readonly string[]): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} or ${last}`;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** The names that the section of this path knows. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let section: JsonSchema | undefined = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  }) as JsonSchema;
  for (const part of path)
    section = typeof part === "number" ? section?.items : section?.properties?.[String(part)];
  return Object.keys(section?.properties ?? {});
}

/** The known name that is at most two slips of the keyboard away. */
/** The name that somebody meant who has mistyped one of these; undefined: none is near enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const byDistance = known.map((each) => ({
    each,
    slips: slipsBetween(name.toLowerCase(), each.toLowerCase()),
  }));
  const [best] = byDistance.toSorted((a, b) => a.slips - b.slips);
  return best && best.slips <= Math.min(2, Math.floor(name.length / 3)) ? best.each : undefined;
}

/** The edit distance (Levenshtein). */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [column, its] of [...other].entries()) {
      const changed = (row[column] ?? 0) + (letter === its ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
