import { type Client, type Entry, EqualityFilter } from "ldapts";
import { findAny } from "./entries.ts";

/** Lists the groups of any kind, anywhere in the directory, that name one of these usernames or DNs: one sentence each. */
export async function groupMemberships(
  client: Client,
  root: string,
  { usernames, dns }: { readonly usernames: readonly string[]; readonly dns: readonly string[] },
): Promise<string[]> {
  const equals = (attribute: string) => (value: string) => new EqualityFilter({ attribute, value });
  const filters = [
    ...usernames.map(equals("memberUid")),
    ...dns.map(equals("member")),
    ...dns.map(equals("uniqueMember")),
  ];
  const groups = await findAny(client, root, filters, ["cn"]);
  return groups.map(({ dn }: Entry) => `uid=${usernames[0]} is still in ${dn}`);
}
