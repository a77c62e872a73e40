import type { Entry } from "ldapts";
import { formatGuid } from "./format-guid.ts";
import { formatSid } from "./format-sid.ts";

/** Attributes whose values are bytes. A search must name them, or the library reads them as UTF-8. */
export const BINARY_ATTRIBUTES = ["objectGUID", "objectSid"];

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

/** Converts an entry that was searched with `BINARY_ATTRIBUTES`. */
export function toRawEntry(entry: Entry): RawEntry {
  const attributes: (readonly [string, readonly (string | Buffer)[]])[] = [];
  for (const name of Object.keys(entry)) {
    const values = entry[name];
    // ldapts lists every attribute that was asked for, and most entries have few of them. A range may be empty by mistake.
    const isMissing = values === undefined || (values.length === 0 && !name.includes(";"));
    if (name === "dn" || isMissing) continue;
    attributes.push([name, Array.isArray(values) ? values : [values]]);
  }
  return rawEntry(entry.dn, attributes);
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
