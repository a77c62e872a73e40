import type { Client } from "ldapts";
import { followRanges } from "./follow-ranges.ts";
import { type LongLists, type RawGroup, rawGroup } from "./found-groups.ts";
import type { RawEntry } from "./raw-entry.ts";

/** Reads a group with the whole of its lists, which Active Directory cuts. */
export async function readGroup(client: Client, entry: RawEntry): Promise<RawGroup> {
  const gaps: string[] = [];
  const follow = async (name: string) => {
    const values = await followRanges(client, entry, name);
    if (!values) gaps.push(describeCutList(name, entry.dn));
    return values ?? [];
  };
  const lists: LongLists = {
    member: await follow("member"),
    uniquemember: await follow("uniquemember"),
    memberuid: await follow("memberuid"),
  };
  return rawGroup(entry, lists, gaps);
}

export function describeCutList(name: string, dn: string): string {
  return `LDAP did not show all values of ${name} of ${dn}.`;
}
