import type { Client } from "ldapts";
import { firstOf, type RawEntry, valuesOf } from "./raw-entry.ts";
import { readEntry } from "./search-pages.ts";

/** Attributes that are different after each change of an entry: OpenLDAP, Active Directory, and every other server. */
export const VERSION_ATTRIBUTES = ["entryCSN", "uSNChanged", "modifyTimestamp"] as const;

const MAX_TRIES = 5;

/**
 * Reads the values that Active Directory left out (MS-ADTS §3.1.1.3.1.3.3), one range after another. If the entry changes in the
 * meantime, starts again, because the ranges of two states don't fit together. Undefined if the values can't be read to their end.
 */
export async function followRanges(
  client: Client,
  entry: RawEntry,
  name: string,
): Promise<readonly string[] | undefined> {
  if (!entry.continued.has(name)) return valuesOf(entry, name);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const whole = await readRanges(client, entry.dn, name);
    if (whole !== "changed") return whole;
  }
  return undefined;
}

async function readRanges(
  client: Client,
  dn: string,
  name: string,
): Promise<readonly string[] | "changed" | undefined> {
  const values: string[] = [];
  let version: string | undefined;
  for (let from: number | undefined = 0; from !== undefined; ) {
    const part = await readEntry(client, dn, [`${name};range=${from}-*`, ...VERSION_ATTRIBUTES]);
    if (!part) return undefined;
    const found = valuesOf(part, name);
    const seen = VERSION_ATTRIBUTES.map((each) => firstOf(part, each.toLowerCase())).join();
    if (version !== undefined && version !== seen) return "changed";
    version = seen;
    const next = part.continued.get(name);
    // A range that promises more and has nothing would go on forever.
    if (next !== undefined && (found.length === 0 || next <= from)) return undefined;
    values.push(...found);
    from = next;
  }
  return values;
}
