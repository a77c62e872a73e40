import { AndFilter, Attribute, Change, type Client, DN, type Entry, EqualityFilter } from "ldapts";

/** Finds the one entry of a class below a DN by an attribute's value, which the library escapes. */
export function finder(baseDn: string, objectClass: string) {
  return async (client: Client, by: Readonly<Record<string, string>>): Promise<Entry | undefined> => {
    const filters = Object.entries({ objectClass, ...by }).map(
      ([attribute, value]) => new EqualityFilter({ attribute, value }),
    );
    const { searchEntries } = await client.search(baseDn, { filter: new AndFilter({ filters }) });
    return searchEntries[0];
  };
}

/** All entries with these values below a DN, of whatever class. What operators set on them comes along where it is asked for. */
export async function findAll(
  client: Client,
  baseDn: string,
  by: Readonly<Record<string, string>>,
  operational: readonly string[] = [],
): Promise<Entry[]> {
  const filters = Object.entries(by).map(([attribute, value]) => new EqualityFilter({ attribute, value }));
  const attributes = operational.length > 0 ? ["*", ...operational] : [];
  const { searchEntries } = await client.search(baseDn, { filter: new AndFilter({ filters }), attributes });
  return searchEntries;
}

export function hasClass(entry: Entry, objectClass: string): boolean {
  return texts(entry.objectClass).some((each) => each.toLowerCase() === objectClass.toLowerCase());
}

/** The DN of an entry right below another, its value escaped (RFC 4514 §2.4). */
export function below(baseDn: string, rdn: Readonly<Record<string, string>>): string {
  return `${new DN({ ...rdn }).toString()},${baseDn}`;
}

/** No values with "replace": the attribute is gone. */
export function change(operation: "add" | "delete" | "replace", type: string, values: string[]): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

/** The first value of an attribute; empty when it has none. */
export function text(value: Entry[string] | undefined): string {
  return texts(value)[0] ?? "";
}

/** All values of an attribute, of which ldapts gives a single one bare. */
export function texts(value: Entry[string] | undefined): string[] {
  return [value ?? []].flat().map(String);
}
