import type { KnownAccount } from "../db/registry-snapshot.ts";
import type { FoundAccount } from "../provisioners/found.ts";
import { type AccountIndex, accountIndex } from "./account-index.ts";
import { accountName } from "./account-name.ts";
import { applyDecisions } from "./apply-decisions.ts";
import type { Clash, Conflict } from "./conflict.ts";
import type { Decision } from "./decision.ts";
import { findClashes } from "./find-clashes.ts";
import { findPairs, mayHaveSecond, type Pairs } from "./find-pairs.ts";
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
  /** Two accounts of one system that share an address are one person's, so that no one has to decide. */
  readonly severalAccounts?: boolean | undefined;
}

/**
 * Finds out which accounts of several systems are one person's. An account that the registry knows is found by its ID alone. All
 * others are matched by an address, or by username and campus ID. A username alone counts only in a system that takes its users
 * from the directory. The first system has precedence. What is in conflict is not matched until it is decided. Takes time in
 * proportion to the number of accounts.
 */
export function matchAccounts(
  systems: readonly (readonly FoundAccount[])[],
  { known = [], decisions = new Map(), severalAccounts = false }: MatchOptions = {},
): Matching {
  const conflicts: Conflict[] = [];
  const unusable = findUnusableAddresses(systems);
  const index = accountIndex(new Set(unusable.map(({ email }) => email)));
  for (const account of known) index.addKnown(account);
  for (const accounts of systems) matchSystem(accounts, index, { decisions, severalAccounts }, conflicts);
  return { matched: index.all, conflicts, unusable };
}

/** Whether all that keeps an account from being matched is that its owner has another one, and its name and number are free. */
function isSecondOf(
  first: Match,
  account: FoundAccount,
  { kind, candidates }: Clash,
  index: AccountIndex,
): boolean {
  return (
    kind === "shared-address" &&
    candidates[0] === first.username &&
    !index.byUsername.has(accountName(account.username)) &&
    (account.uidNumber === undefined || !index.byNumber.has(account.uidNumber))
  );
}

function matchSystem(
  accounts: readonly FoundAccount[],
  index: AccountIndex,
  { decisions, severalAccounts }: Required<Pick<MatchOptions, "decisions">> & { severalAccounts: boolean },
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
  const found = findClashes(accounts, index.bad);
  const pairs: Pairs = severalAccounts ? findPairs(found, index) : new Map();
  const isPair = ({ kind, found: [one] }: Clash) => kind === "shared-address" && one && pairs.has(one);
  const clashes = found.flatMap((clash) => {
    if (isPair(clash)) return [];
    const open = clash.found.filter((account) => undecided.has(account));
    return open.length === 0 ? [] : [{ ...clash, undecided: open }];
  });
  conflicts.push(...clashes);
  const clashing = new Set(clashes.flatMap((clash) => clash.undecided));

  const added: Match[] = [];
  const placed = new Map<FoundAccount, Match>();
  const ids = new Set(accounts.map(({ id }) => id));
  const matchOf = (account: FoundAccount) => index.byId.get(keyOf(account)) ?? placed.get(account);
  const place = (account: FoundAccount) => {
    if (clashing.has(account)) return;
    const result = placeAccount(account, ids, index);
    const partner = pairs.get(account);
    const first = partner && matchOf(partner);
    const isSecond =
      first &&
      mayHaveSecond(first, account.system, index) &&
      ("why" in result ? isSecondOf(first, account, result, index) : !result.owner);
    const owner = "why" in result ? undefined : result.owner;
    if ("why" in result && !isSecond) conflicts.push({ ...result, undecided: [account] });
    else if (owner) {
      owner.found.push(account);
      placed.set(account, owner);
    } else {
      const match = {
        username: accountName(account.username),
        found: [account],
        alsoOf: isSecond ? first : undefined,
      };
      added.push(match);
      placed.set(account, match);
    }
  };
  // Of two accounts of one person, the one that has its name elsewhere comes first.
  const isLater = (account: FoundAccount) =>
    pairs.has(account) && !index.byUsername.has(accountName(account.username));
  for (const account of undecided) if (!isLater(account)) place(account);
  for (const account of undecided) if (isLater(account)) place(account);
  // Otherwise two accounts of one system are never matched with each other: a person may have several on purpose.
  for (const match of added) index.add(match);
  conflicts.push(...applyDecisions(fresh.filter(isDecided), index, decisions));
}
