import type { Client } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { change } from "./entries.ts";
import { hasResult, RESULT } from "./result-codes.ts";

const MAX_ATTEMPTS = 50;
/** RFC 2307 stores numbers as 32-bit integers, and Linux reads those from here on as negative or gives them to containers. */
const MAX_NUMBER = 2_147_352_575;

type NumberAttribute = "uidNumber" | "gidNumber";

/**
 * Reads what a counter entry has, and the first number from there on that `skip` allows. Throws a `Failure` that lasts if the
 * entry has no number, or if it has passed the last one that may be given.
 */
export async function readCounter(
  client: Client,
  dn: string,
  attribute: NumberAttribute,
  skip: (number: number) => number = (number) => number,
): Promise<{ readonly counted: number; readonly next: number }> {
  const { searchEntries } = await client.search(dn, { scope: "base", attributes: [attribute] });
  const counted = Number(searchEntries[0]?.[attribute]);
  if (!Number.isInteger(counted) || counted <= 0) {
    throw new Failure(`The counter entry ${dn} has no ${attribute}: check ldap.counterDn`, { lasts: true });
  }
  const next = skip(counted);
  if (next > MAX_NUMBER) {
    throw new Failure(
      `The counter entry ${dn} has passed the last ${attribute} that may be given: set a lower number there, or check ldap.counterDn`,
      { lasts: true },
    );
  }
  return { counted, next };
}

/**
 * Takes the next number of a counter entry. One modify operation deletes the value that was read and adds the next one, so
 * it fails for the second of two programs that read the same value (RFC 4511 §4.6: a modify is atomic). `skip` returns the first
 * number from the counter's on that may be given; the counter then continues after it.
 */
export async function takeFromCounter(
  client: Client,
  dn: string,
  attribute: NumberAttribute,
  skip?: (number: number) => number,
): Promise<number> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { counted, next: taken } = await readCounter(client, dn, attribute, skip);
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
