import { Attribute, Change, type Client, ResultCodeError } from "ldapts";

const NO_SUCH_ATTRIBUTE = 16;
const MOST_TRIES = 50;

/**
 * Takes the next number of a counter entry: in one modify operation the value that was read is deleted and the next one
 * added, which fails for whoever comes second (RFC 4511 §4.6: a modify is done as a whole or not at all).
 */
export async function takeFromCounter(
  client: Client,
  dn: string,
  attribute: "uidNumber" | "gidNumber",
): Promise<number> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { searchEntries } = await client.search(dn, { scope: "base", attributes: [attribute] });
    const taken = Number(searchEntries[0]?.[attribute]);
    if (!Number.isInteger(taken) || taken <= 0) {
      throw new Error(`The counter entry ${dn} has no ${attribute}: check ldap.counterDn`);
    }
    const value = (operation: "delete" | "add", number: number) =>
      new Change({ operation, modification: new Attribute({ type: attribute, values: [String(number)] }) });
    try {
      await client.modify(dn, [value("delete", taken), value("add", taken + 1)]);
      return taken;
    } catch (error) {
      const isRaced = error instanceof ResultCodeError && error.code === NO_SUCH_ATTRIBUTE;
      if (!isRaced) throw error;
    }
  }
  throw new Error(`The counter entry ${dn} changes all the time`);
}
