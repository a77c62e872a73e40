import type { Client } from "ldapts";
import type { Reading } from "../found.ts";
import { directoryTree } from "./directory-tree.ts";
import { dnKey, isKeyBelow } from "./dn.ts";
import { ACCOUNT_FILTER, type AccountOptions, accountAttributes } from "./found-account.ts";
import { GROUP_ATTRIBUTES, GROUP_FILTER } from "./found-groups.ts";
import { lookElsewhere } from "./look-elsewhere.ts";
import type { RawEntry } from "./raw-entry.ts";
import { readGroup } from "./read-group.ts";
import { outermost, searchPages } from "./search-pages.ts";

interface ListedBases {
  readonly peopleDn: string;
  readonly groupsDn: string;
  readonly teamsDn?: string | undefined;
}

/**
 * Reads all accounts and groups below the bases. In memory are only the accounts and groups themselves and one page of entries.
 * Changes nothing.
 */
export async function listDirectory(
  client: Client,
  { peopleDn, groupsDn, teamsDn }: ListedBases,
  options: AccountOptions,
  onProgress: (entries: number) => void,
): Promise<Reading> {
  const groupBases = outermost([groupsDn, ...(teamsDn === undefined ? [] : [teamsDn])]);
  const bases = [peopleDn, ...groupBases].map(dnKey);
  const isOurs = (key: string) => bases.some((base) => isKeyBelow(key, base));
  const tree = directoryTree({ ...options, teamsDn, isOurs });
  const gaps: string[] = [];
  let read = 0;

  /** Works on each entry once. */
  async function eachEntry(
    base: string,
    [filter, attributes]: readonly [string, readonly string[]],
    work: (entry: RawEntry) => void | Promise<void>,
  ): Promise<void> {
    const seen = new Set<string>();
    for await (const page of searchPages(client, { base, filter, attributes })) {
      if ("cut" in page) {
        gaps.push(describeCut(page.cut, seen.size, base));
        continue;
      }
      for (const entry of page.entries) {
        const key = dnKey(entry.dn);
        if (seen.has(key)) continue;
        seen.add(key);
        await work(entry);
        read++;
      }
      onProgress(read);
    }
  }

  await eachEntry(peopleDn, [ACCOUNT_FILTER, accountAttributes(options)], tree.addAccount);
  for (const base of groupBases) {
    await eachEntry(base, [GROUP_FILTER, GROUP_ATTRIBUTES], async (entry) =>
      tree.addGroup(await readGroup(client, entry)),
    );
  }
  const isHidden = (key: string) => gaps.length > 0 && isOurs(key);
  const { groups, elsewhere } = await lookElsewhere(client, tree.hasAccount, tree.groups, isHidden);
  return tree.finish(groups, elsewhere, gaps);
}

function describeCut(cut: "limit" | "referral" | "page", entries: number, base: string): string {
  switch (cut) {
    case "limit":
      return `LDAP shows us only ${entries} of its entries below ${base}: ask for a higher size limit for this bind DN.`;
    case "referral":
      return `LDAP keeps a part of the entries below ${base} on another server, which acct doesn't ask.`;
    case "page":
      return `LDAP ended its list of entries below ${base} with an empty page, after ${entries} entries, so there may be more.`;
  }
}
