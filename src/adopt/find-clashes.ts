import type { FoundAccount } from "../provisioners/found.ts";
import { accountName } from "./account-name.ts";
import type { Clash } from "./conflict.ts";
import { groupByAddress } from "./usable-addresses.ts";

/** Finds what two accounts of one system have in common that only one account can have. */
export function findClashes(accounts: readonly FoundAccount[], bad: ReadonlySet<string>): Clash[] {
  const withNumber = accounts.filter(({ uidNumber }) => uidNumber !== undefined);
  const byNumber = Map.groupBy(withNumber, ({ uidNumber }) => uidNumber);
  const byName = Map.groupBy(accounts, ({ username }) => accountName(username));
  const clash = (kind: Clash["kind"], found: FoundAccount[], what: string): Clash => ({
    kind,
    found,
    candidates: [...new Set(found.map(({ username }) => accountName(username)))],
    why: `${found.map(({ username }) => username).join(" and ")} have the same ${what} in ${found[0]?.system}`,
  });
  const several = <Key>(groups: Map<Key, FoundAccount[]>) =>
    [...groups].filter(([, sharing]) => sharing.length > 1);
  return [
    ...several(byNumber).map(([number, found]) => clash("shared-number", found, `uid number ${number}`)),
    ...several(byName).map(([name, found]) => clash("same-username", found, `username ${name}`)),
    ...several(groupByAddress(accounts))
      .filter(([email]) => !bad.has(email))
      .map(([email, found]) => clash("shared-address", found, `address ${email}`)),
  ];
}
