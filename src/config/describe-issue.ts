import { z } from "zod";

/** Describes a problem with one setting or variable for people who have never seen a schema: "mail.port must be a number". */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string[] {
  const place = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = nearest(key, keysAt(schema, issue.path));
      const names = sectionAt(schema, issue.path)?.propertyNames?.enum;
      const hint = near ? `. Did you mean ${near}?` : names ? `. Its names are ${listed(names, "and")}` : "";
      return `${[...issue.path, key].join(".")} is not a setting${hint}`;
    });
  }
  const isMissing = issue.input === undefined && issue.code === "invalid_type";
  return [`${place} ${isMissing ? "is missing" : describeOne(issue)}`];
}

/** Guesses the intended setting behind each unknown name, so that a mistyped setting is not also reported as missing. */
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
  string: "must be text",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must contain nested settings",
  record: "must contain names with values",
};

const FORMATS: Readonly<Record<string, string>> = {
  url: "must be a URL such as https://example.org",
  date: "must be a day such as 2026-11-01",
};

/** Replaces zod's messages, which are written for programmers. A message that our schema defines is kept. */
function describeOne(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? `must be of type ${issue.expected}`;
    case "too_small":
      if (issue.origin === "string") {
        return Number(issue.minimum) === 1
          ? "must not be empty"
          : `must have at least ${issue.minimum} characters`;
      }
      return issue.origin === "array"
        ? `must have at least ${issue.minimum} entries`
        : `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "string") return `must have at most ${issue.maximum} characters`;
      return issue.origin === "array"
        ? `must have at most ${issue.maximum} entries`
        : `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? "has an invalid name";
    case "invalid_value":
      return `must be ${listed(issue.values.map(String))}`;
    case "invalid_format":
      return FORMATS[issue.format] ?? `is invalid: ${issue.message}`;
    default:
      return `is invalid: ${issue.message}`;
  }
}

/** Joins values for a sentence: "socket or http". */
function listed(values: readonly string[], word: "or" | "and" = "or"): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} ${word} ${last}`;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  /** The place of a schema that contains itself: "#/$defs/name". */
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  /** The names that a record may have. */
  readonly propertyNames?: { readonly enum?: readonly string[] };
}

/** The setting names that are allowed at this path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const section = sectionAt(schema, path);
  return section?.propertyNames?.enum ?? Object.keys(section?.properties ?? {});
}

function sectionAt(schema: z.ZodType, path: readonly PropertyKey[]): JsonSchema | undefined {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  let section: JsonSchema | undefined = root;
  for (const part of path) section = section && insideOf(section, part, root);
  return section;
}

function insideOf(section: JsonSchema, part: PropertyKey, root: JsonSchema): JsonSchema | undefined {
  const { items, properties, additionalProperties: named } = section;
  const inside = typeof part === "number" ? items : properties?.[String(part)];
  const found = inside ?? (typeof named === "object" ? named : undefined);
  return found?.$ref ? root.$defs?.[found.$ref.replace("#/$defs/", "")] : found;
}

/** Finds the known name that is at most two typos away; undefined if none is close enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const byDistance = known.map((each) => ({
    each,
    slips: slipsBetween(name.toLowerCase(), each.toLowerCase()),
  }));
  const [best] = byDistance.toSorted((a, b) => a.slips - b.slips);
  return best && best.slips <= Math.min(2, Math.floor(name.length / 3)) ? best.each : undefined;
}

/** Computes the edit distance (Levenshtein). */
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
