import type { Client } from "ldapts";
import { dnKey } from "./dn.ts";
import { isAccount } from "./found-account.ts";
import { GROUP_ATTRIBUTES, isGroup, type RawGroup } from "./found-groups.ts";
import { readGroup } from "./read-group.ts";
import type { Elsewhere } from "./resolve-members.ts";
import { readEntry } from "./search-pages.ts";

/** Each one is a search of its own. A directory with more of them has people below another base than the one that we read. */
const MAX_SEARCHES = 2_000;

/**
 * Looks up the members and owners of groups that are neither accounts nor groups of ours: `groups` are groups below no base of
 * ours, with those that they lead to, and `elsewhere` is everything else. `isHidden` says which entries are not worth a search,
 * because a cut list lacks entries like them. All keys are those of DNs.
 */
export async function lookElsewhere(
  client: Client,
  hasAccount: (key: string) => boolean,
  ours: ReadonlyMap<string, RawGroup>,
  isHidden: (key: string) => boolean,
): Promise<{ groups: Map<string, RawGroup>; elsewhere: Map<string, Elsewhere> }> {
  const groups = new Map<string, RawGroup>();
  const elsewhere = new Map<string, Elsewhere>();
  const queue = [...ours.values()];
  let searches = 0;
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const dn of [...next.memberDns, ...next.ownerDns]) {
      const key = dnKey(dn);
      if (hasAccount(key) || ours.has(key) || groups.has(key) || elsewhere.has(key)) continue;
      if (isHidden(key) || searches++ >= MAX_SEARCHES) {
        elsewhere.set(key, "not-asked");
        continue;
      }
      const entry = await readEntry(client, dn, GROUP_ATTRIBUTES);
      if (entry && isGroup(entry)) {
        const group = await readGroup(client, entry);
        groups.set(key, group);
        queue.push(group);
      } else if (entry) elsewhere.set(key, isAccount(entry) ? "account" : "no-account");
      else elsewhere.set(key, "nothing");
    }
  }
  return { groups, elsewhere };
}
