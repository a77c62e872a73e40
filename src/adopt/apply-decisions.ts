import type { FoundAccount } from "../provisioners/found.ts";
import type { AccountIndex } from "./account-index.ts";
import { accountName } from "./account-name.ts";
import { type Conflict, describeAccount } from "./conflict.ts";
import type { Decision } from "./decision.ts";
import { keyOf } from "./key-of.ts";
import { type Match, mayHaveNumber } from "./matched-account.ts";

/** Places the accounts that an admin has decided on. A decision that can't be followed is a conflict again. */
export function applyDecisions(
  accounts: readonly FoundAccount[],
  index: AccountIndex,
  decisions: ReadonlyMap<string, Decision>,
): Conflict[] {
  const refuse = (account: FoundAccount, why: string): Conflict => ({
    kind: "bad-decision",
    found: [account],
    undecided: [account],
    candidates: [],
    why,
  });
  const create = (account: FoundAccount, alsoOf?: Match): Conflict[] => {
    const username = accountName(account.username);
    const holder = account.uidNumber === undefined ? undefined : index.byNumber.get(account.uidNumber);
    if (index.byUsername.has(username))
      return [
        refuse(
          account,
          `There's another account called ${username}, so ${describeAccount(account)} can't be adopted under this name. Enter the username of the account that it belongs to, or skip it`,
        ),
      ];
    if (holder)
      return [
        refuse(
          account,
          `${holder.username} has the uid number ${account.uidNumber}, so ${describeAccount(account)} can't be adopted with this number. Change the number in ${account.system}, or skip it`,
        ),
      ];
    index.add({ username, found: [account], alsoOf });
    return [];
  };
  const attach = (account: FoundAccount, target: Match): Conflict[] => {
    const former = target.known?.ids.find(({ system }) => system === account.system);
    const renews = former && former.name.toLowerCase() === account.username.toLowerCase();
    const isOther = target.found.some((one) => one.system === account.system) || (former && !renews);
    if (isOther) return create(account, target);
    if (account.uidNumber !== undefined && !mayHaveNumber(target, account.uidNumber))
      return [
        refuse(
          account,
          `${target.username} has the uid number ${target.known?.uidNumber} in the registry, and ${account.uidNumber} in ${account.system}. Change it in ${account.system}, or skip it`,
        ),
      ];
    target.found.push(account);
    return [];
  };
  const conflicts: Conflict[] = [];
  const waiting = new Map<FoundAccount, string>();
  const place = (account: FoundAccount, same: string): Conflict[] => {
    const own = accountName(account.username);
    waiting.delete(account);
    // The other one may be waiting for this one, so it comes first, by itself.
    const planned = [...waiting.keys()].find(({ username }) => accountName(username) === same);
    const before = planned && same !== own ? create(planned) : [];
    if (planned && same !== own) waiting.delete(planned);
    const target = index.byUsername.get(same);
    if (target) return [...before, ...attach(account, target)];
    if (same === own) return create(account);
    return [...before, refuse(account, `There's no account called ${same}`)];
  };
  for (const account of accounts) {
    const decision = decisions.get(keyOf(account));
    if (decision === "different") conflicts.push(...create(account));
    else if (typeof decision === "object") waiting.set(account, decision.same);
  }
  for (const [account, same] of [...waiting])
    if (waiting.has(account)) conflicts.push(...place(account, same));
  return conflicts;
}
