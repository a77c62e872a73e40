import type { Client } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { change } from "./entries.ts";
import { hasResult, RESULT } from "./result-codes.ts";

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
      throw new Failure(`The counter entry ${dn} has no ${attribute}: check ldap.counterDn`);
    }
    try {
      await client.modify(dn, [
        change("delete", attribute, [String(taken)]),
        change("add", attribute, [String(taken + 1)]),
      ]);
      return taken;
    } catch (error) {
      const isRaced = hasResult(error, RESULT.noSuchAttribute);
      if (!isRaced) throw error;
    }
  }
  throw new Failure(`The counter entry ${dn} changes all the time`);
}
