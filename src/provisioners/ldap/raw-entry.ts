import { formatGuid } from "./format-guid.ts";
import { formatSid } from "./format-sid.ts";

/** An entry of a directory, whether it was searched or stands in a file. */
export interface RawEntry {
  readonly dn: string;
  /** The values by attribute name, in lower case and without options. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The attributes whose values continue: name → the index of the next value. Active Directory cuts long lists. */
  readonly continued: ReadonlyMap<string, number>;
}

/** Builds an entry from attribute descriptions (RFC 4512 §2.5) and their values. Binary IDs become text. */
export function rawEntry(
  dn: string,
  attributes: Iterable<readonly [description: string, values: readonly (string | Buffer)[]]>,
): RawEntry {
  const values = new Map<string, string[]>();
  const continued = new Map<string, number>();
  for (const [description, given] of attributes) {
    const [name = "", ...options] = description.toLowerCase().split(";");
    const found = given.map((value) => toText(name, value));
    const before = values.get(name);
    if (!before && options.length === 0) {
      values.set(name, found);
      continue;
    }
    // A value with an option, such as a language, is never the main one.
    values.set(name, options.length === 0 ? [...found, ...(before ?? [])] : [...(before ?? []), ...found]);
    const range = options.map((option) => /^range=(\d+)-(\d+|\*)$/.exec(option)).find(Boolean);
    if (range && range[2] !== "*") continued.set(name, Number(range[2]) + 1);
  }
  return { dn, values, continued };
}

/** Returns all values of an attribute whose name is given in lower case. */
export function valuesOf({ values }: RawEntry, name: string): readonly string[] {
  return values.get(name) ?? [];
}

/** Returns the first value of an attribute; undefined if there is none, or an empty one. */
export function firstOf(entry: RawEntry, name: string): string | undefined {
  return valuesOf(entry, name)[0] || undefined;
}

/** Returns the first value of an attribute as a number that accounts and groups may have. */
export function numberOf(entry: RawEntry, name: string): number | undefined {
  const value = firstOf(entry, name);
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

export function isOfClass(entry: RawEntry, objectClass: string): boolean {
  return valuesOf(entry, "objectclass").some((each) => each.toLowerCase() === objectClass.toLowerCase());
}

function toText(name: string, value: string | Buffer): string {
  if (typeof value === "string") return value;
  if (name === "objectguid" && value.length === 16) return formatGuid(value);
  if (name === "objectsid") return formatSid(value);
  return value.toString("utf8");
}
