import { AndFilter, type Client, EqualityFilter, type Filter, FilterParser, OrFilter } from "ldapts";
import { dnKey } from "./dn.ts";
import { type OwnedTree, ownerDnsOf, readOwner } from "./find-group-owners.ts";
import { GROUP_ATTRIBUTES, GROUP_FILTER } from "./found-groups.ts";
import { BINARY_ATTRIBUTES, toRawEntry } from "./raw-entry.ts";

const OWNER_ATTRIBUTES = ["owner", "manager", "managedBy"];

/**
 * Counts the groups of any kind, anywhere in the directory, that name this entry as an owner and no other person whose account
 * is active. Reads every owner once.
 */
export async function countOnlyOwned(
  client: Client,
  tree: OwnedTree,
  personDn: string,
  now: Date,
): Promise<number> {
  const namesPerson = OWNER_ATTRIBUTES.map(
    (attribute): Filter => new EqualityFilter({ attribute, value: personDn }),
  );
  const { searchEntries } = await client.search(tree.root, {
    filter: new AndFilter({
      filters: [FilterParser.parseString(GROUP_FILTER), new OrFilter({ filters: namesPerson })],
    }),
    attributes: [...GROUP_ATTRIBUTES],
    explicitBufferAttributes: BINARY_ATTRIBUTES,
    paged: true,
  });
  const own = dnKey(personDn);
  const known = new Map<string, boolean>();
  let count = 0;
  for (const entry of searchEntries) {
    const others = ownerDnsOf(toRawEntry(entry)).filter((dn) => dnKey(dn) !== own);
    let hasOther = false;
    for (const dn of others) {
      const isPerson = known.get(dnKey(dn)) ?? typeof (await readOwner(client, dn, tree, now)) !== "string";
      known.set(dnKey(dn), isPerson);
      hasOther ||= isPerson;
    }
    if (!hasOther) count++;
  }
  return count;
}
