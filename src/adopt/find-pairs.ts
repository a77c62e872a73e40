import type { FoundAccount } from "../provisioners/found.ts";
import type { AccountIndex } from "./account-index.ts";
import { accountName } from "./account-name.ts";
import type { Clash } from "./conflict.ts";
import { keyOf } from "./key-of.ts";
import type { Match } from "./matched-account.ts";

/** The two accounts that one person has in one system, by either of them. */
export type Pairs = ReadonlyMap<FoundAccount, FoundAccount>;

/**
 * Finds the accounts of one system that are one person's two because they share an address, where the site allows that. An
 * account that shares addresses with two others has no pair, so that no one gets three. If the person has an account elsewhere
 * already, one of the two has to be that one by its ID or its name.
 */
export function findPairs(clashes: readonly Clash[], index: AccountIndex): Pairs {
  const partners = new Map<FoundAccount, Set<FoundAccount>>();
  for (const { kind, found } of clashes) {
    if (kind !== "shared-address") continue;
    for (const one of found) {
      const known = partners.get(one) ?? new Set();
      partners.set(one, new Set([...known, ...found.filter((other) => other !== one)]));
    }
  }
  const pairs = new Map<FoundAccount, FoundAccount>();
  for (const [one, others] of partners) {
    const [other] = others;
    const isPair = other && others.size === 1 && partners.get(other)?.size === 1;
    if (isPair && isCertain([one, other], index)) pairs.set(one, other);
  }
  return pairs;
}

function isCertain(pair: readonly FoundAccount[], index: AccountIndex): boolean {
  if (!pair.some((one) => index.ownerOf(one))) return true;
  return pair.some((one) => index.byId.has(keyOf(one)) || index.byUsername.has(accountName(one.username)));
}

/** Whether this match can get a second account in the system: its person has no other one there yet. */
export function mayHaveSecond(match: Match, system: string, index: AccountIndex): boolean {
  if (match.alsoOf) return false;
  const isIn = ({ found, known }: Match) =>
    found.some((one) => one.system === system) || known?.ids.some((one) => one.system === system);
  const isTheirs = (one: Match) =>
    one.alsoOf === match || (match.known !== undefined && one.known?.personId === match.known.personId);
  return !index.all.some((one) => one !== match && isTheirs(one) && isIn(one));
}
