import {
  AndFilter,
  Attribute,
  Change,
  type Client,
  DN,
  type Entry,
  EqualityFilter,
  type Filter,
  OrFilter,
} from "ldapts";
import { BINARY_ATTRIBUTES } from "./raw-entry.ts";

/** Finds the one entry of a class under a DN by an attribute's value, which the library escapes. */
export function finder(baseDn: string, objectClass: string) {
  return async (client: Client, by: Readonly<Record<string, string>>): Promise<Entry | undefined> => {
    const filters = Object.entries({ objectClass, ...by }).map(
      ([attribute, value]) => new EqualityFilter({ attribute, value }),
    );
    const { searchEntries } = await client.search(baseDn, {
      filter: new AndFilter({ filters }),
      explicitBufferAttributes: BINARY_ATTRIBUTES,
    });
    return searchEntries[0];
  };
}

/** Finds all entries of any class under a DN with these values. Operational attributes are included on request. */
export async function findAll(
  client: Client,
  baseDn: string,
  by: Readonly<Record<string, string>>,
  operational: readonly string[] = [],
): Promise<Entry[]> {
  const filters = Object.entries(by).map(([attribute, value]) => new EqualityFilter({ attribute, value }));
  const attributes = operational.length > 0 ? ["*", ...operational] : [];
  const options = { attributes, explicitBufferAttributes: BINARY_ATTRIBUTES };
  const { searchEntries } = await client.search(baseDn, { filter: new AndFilter({ filters }), ...options });
  return searchEntries;
}

/** Finds all entries of any class under a DN that match one of the filters. */
export async function findAny(
  client: Client,
  baseDn: string,
  filters: readonly Filter[],
  attributes: readonly string[] = [],
): Promise<Entry[]> {
  const filter = new OrFilter({ filters: [...filters] });
  const options = { attributes: [...attributes], explicitBufferAttributes: BINARY_ATTRIBUTES };
  const { searchEntries } = await client.search(baseDn, { filter, ...options });
  return searchEntries;
}

export function hasClass(entry: Entry, objectClass: string): boolean {
  return texts(entry.objectClass).some((each) => each.toLowerCase() === objectClass.toLowerCase());
}

/** Builds the DN of an entry directly under another, with its value escaped (RFC 4514 §2.4). */
export function below(baseDn: string, rdn: Readonly<Record<string, string>>): string {
  return `${new DN({ ...rdn }).toString()},${baseDn}`;
}

/** Builds a change of one attribute. "replace" without values deletes the attribute. */
export function change(operation: "add" | "delete" | "replace", type: string, values: string[]): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

/** Returns the first value of an attribute; empty if it has none. */
export function text(value: Entry[string] | undefined): string {
  return texts(value)[0] ?? "";
}

/** Returns all values of an attribute; ldapts returns a single value without a list. */
export function texts(value: Entry[string] | undefined): string[] {
  return [value ?? []].flat().map(String);
}
