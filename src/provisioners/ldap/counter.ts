import type { Client } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { change } from "./entries.ts";
import { hasResult, RESULT } from "./result-codes.ts";

const MAX_ATTEMPTS = 50;

/**
 * Takes the next number of a counter entry. One modify operation deletes the value that was read and adds the next one, so
 * it fails for the second of two programs that read the same value (RFC 4511 §4.6: a modify is atomic). `skip` returns the first
 * number from the counter's on that may be given; the counter then continues after it.
 */
export async function takeFromCounter(
  client: Client,
  dn: string,
  attribute: "uidNumber" | "gidNumber",
  skip: (number: number) => number = (number) => number,
): Promise<number> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { searchEntries } = await client.search(dn, { scope: "base", attributes: [attribute] });
    const counted = Number(searchEntries[0]?.[attribute]);
    if (!Number.isInteger(counted) || counted <= 0) {
      throw new Failure(`The counter entry ${dn} has no ${attribute}: check ldap.counterDn`, { lasts: true });
    }
    const taken = skip(counted);
    try {
      await client.modify(dn, [
        change("delete", attribute, [String(counted)]),
        change("add", attribute, [String(taken + 1)]),
      ]);
      return taken;
    } catch (error) {
      const isRaced = hasResult(error, RESULT.noSuchAttribute);
      if (!isRaced) throw error;
    }
  }
  throw new Failure(`The counter entry ${dn} keeps changing; could not take a number`);
}
