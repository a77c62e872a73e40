import type { KnownAccount } from "../db/registry-snapshot.ts";
import type { FoundAccount } from "../provisioners/found.ts";
import { type AccountIndex, accountIndex } from "./account-index.ts";
import { accountName } from "./account-name.ts";
import { applyDecisions } from "./apply-decisions.ts";
import type { Conflict } from "./conflict.ts";
import type { Decision } from "./decision.ts";
import { findClashes } from "./find-clashes.ts";
import { keyOf } from "./key-of.ts";
import type { Match, MatchedAccount } from "./matched-account.ts";
import { placeAccount } from "./place-account.ts";
import { findUnusableAddresses, type UnusableAddress } from "./usable-addresses.ts";

export interface Matching {
  readonly matched: readonly MatchedAccount[];
  readonly conflicts: readonly Conflict[];
  readonly unusable: readonly UnusableAddress[];
}

export interface MatchOptions {
  /** The accounts in the registry. */
  readonly known?: readonly KnownAccount[];
  /** What an admin has decided, by `keyOf`. */
  readonly decisions?: ReadonlyMap<string, Decision>;
}

/**
 * Finds out which accounts of several systems are one person's. An account that the registry knows is found by its ID alone. All
 * others are matched by an address, or by username and campus ID. A username alone counts only in a system that takes its users
 * from the directory. The first system has precedence. What is in conflict is not matched until it is decided. Takes time in
 * proportion to the number of accounts.
 */
export function matchAccounts(
  systems: readonly (readonly FoundAccount[])[],
  { known = [], decisions = new Map() }: MatchOptions = {},
): Matching {
  const conflicts: Conflict[] = [];
  const unusable = findUnusableAddresses(systems);
  const index = accountIndex(new Set(unusable.map(({ email }) => email)));
  for (const account of known) index.addKnown(account);
  for (const accounts of systems) matchSystem(accounts, index, decisions, conflicts);
  return { matched: index.all, conflicts, unusable };
}

function matchSystem(
  accounts: readonly FoundAccount[],
  index: AccountIndex,
  decisions: ReadonlyMap<string, Decision>,
  conflicts: Conflict[],
): void {
  const fresh: FoundAccount[] = [];
  for (const account of accounts) {
    const match = index.byId.get(keyOf(account));
    if (match) match.found.push(account);
    else fresh.push(account);
  }
  const isDecided = (account: FoundAccount) => decisions.has(keyOf(account));
  const undecided = new Set(fresh.filter((account) => !isDecided(account)));
  const clashes = findClashes(accounts, index.bad).flatMap((clash) => {
    const open = clash.found.filter((account) => undecided.has(account));
    return open.length === 0 ? [] : [{ ...clash, undecided: open }];
  });
  conflicts.push(...clashes);
  const clashing = new Set(clashes.flatMap((clash) => clash.undecided));

  const added: Match[] = [];
  const ids = new Set(accounts.map(({ id }) => id));
  for (const account of undecided) {
    if (clashing.has(account)) continue;
    const result = placeAccount(account, ids, index);
    if ("why" in result) conflicts.push({ ...result, undecided: [account] });
    else if (result.owner) result.owner.found.push(account);
    else added.push({ username: accountName(account.username), found: [account] });
  }
  // Two accounts of one system are never matched with each other: a person may have several on purpose.
  for (const match of added) index.add(match);
  conflicts.push(...applyDecisions(fresh.filter(isDecided), index, decisions));
}
