import type { KnownAccount } from "../db/registry-snapshot.ts";
import type { FoundAccount } from "../provisioners/found.ts";
import { accountName } from "./account-name.ts";
import type { Decision } from "./decision.ts";
import { domainOf, keyOf } from "./key-of.ts";
import { findUnusableAddresses, groupByAddress, type UnusableAddress } from "./usable-addresses.ts";

/** One account, as every system has it. */
export interface MatchedAccount {
  readonly username: string;
  readonly found: readonly FoundAccount[];
  /** The account in the registry; undefined if it isn't there yet. */
  readonly known?: KnownAccount | undefined;
  /** Another account of the same person. */
  readonly alsoOf?: MatchedAccount | undefined;
}

/** Accounts that may or may not be one person's, so that someone has to decide. */
export interface Conflict {
  readonly kind:
    | "shared-number"
    | "shared-address"
    | "same-username"
    | "other-address"
    | "other-number"
    | "no-address"
    | "not-in-directory"
    | "renewed-id"
    | "state"
    | "bad-decision";
  /** Everything that is in conflict. */
  readonly found: readonly FoundAccount[];
  /** The accounts that are not adopted until someone decides. */
  readonly undecided: readonly FoundAccount[];
  /** The usernames of those that they may be the same as. */
  readonly candidates: readonly string[];
  /** What is wrong, in a sentence without a period. */
  readonly why: string;
}

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
  const index = newIndex(new Set(unusable.map(({ email }) => email)));
  for (const account of known) index.addKnown(account);
  for (const accounts of systems) matchSystem(accounts, index, decisions, conflicts);
  return { matched: index.all, conflicts, unusable };
}

interface Match extends MatchedAccount {
  readonly found: FoundAccount[];
}
type Index = ReturnType<typeof newIndex>;

function matchSystem(
  accounts: readonly FoundAccount[],
  index: Index,
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

type Placed = { readonly owner: Match | undefined } | Omit<Conflict, "undecided">;

/** Finds out whose an account is that no one has decided on. Without an owner, it is new. */
function placeAccount(account: FoundAccount, ids: ReadonlySet<string>, index: Index): Placed {
  const renewed = findRenewed(account, ids, index);
  if (renewed) return renewed;
  const username = accountName(account.username);
  const owner = index.ownerOf(account);
  const namesake = index.byUsername.get(username);
  if (owner) return judgeMatch(owner, namesake, account) ?? { owner };
  if (namesake) return judgeNamesake(namesake, account);
  const holder = account.uidNumber === undefined ? undefined : index.byNumber.get(account.uidNumber);
  if (holder) {
    return {
      kind: "shared-number",
      found: [...holder.found, account],
      candidates: [holder.username],
      why: `${describeAccount(account)} has the uid number ${account.uidNumber}, which is ${holder.username}'s`,
    };
  }
  if (account.usesDirectoryNames && index.hasDirectory()) {
    return {
      kind: "not-in-directory",
      found: [account],
      candidates: [],
      why: `${username} is in ${account.system}, but the directory has no account with this name`,
    };
  }
  return { owner: undefined };
}

/** A name that stays while its ID is another one: the account was created again, or its IDs were computed anew. */
function findRenewed(
  account: FoundAccount,
  ids: ReadonlySet<string>,
  index: Index,
): Omit<Conflict, "undecided"> | undefined {
  const former = index.byExternalName.get(nameKey(account.system, account.id, account.username));
  const before = former?.known?.ids.find(({ system }) => system === account.system);
  if (!former || !before || ids.has(before.value)) return undefined;
  return {
    kind: "renewed-id",
    found: [account],
    candidates: [former.username],
    why: `${account.username} has another ID in ${account.system} than before: ${account.id} instead of ${before.value}`,
  };
}

const nameKey = (system: string, id: string, name: string) =>
  `${system}/${domainOf(id)}/${name.toLowerCase()}`;

function newIndex(bad: ReadonlySet<string>) {
  const all: Match[] = [];
  const byId = new Map<string, Match>();
  const byUsername = new Map<string, Match>();
  const byAddress = new Map<string, Match[]>();
  const byNumber = new Map<number, Match>();
  const byExternalName = new Map<string, Match>();
  let directory = false;
  const addTo = (match: Match, emails: readonly string[], number: number | undefined) => {
    all.push(match);
    byUsername.set(match.username, match);
    if (number !== undefined) byNumber.set(number, match);
    for (const email of new Set(emails.map((one) => one.toLowerCase())))
      if (!bad.has(email)) byAddress.set(email, [...(byAddress.get(email) ?? []), match]);
  };
  return {
    bad,
    all,
    byId,
    byUsername,
    byNumber,
    byExternalName,
    hasDirectory: () => directory,
    addKnown(known: KnownAccount) {
      const match: Match = { username: known.username, found: [], known };
      addTo(match, known.emails, known.uidNumber);
      directory ||= isInDirectory(match);
      for (const { system, value, name } of known.ids) {
        byId.set(keyOf({ system, id: value }), match);
        byExternalName.set(nameKey(system, value, name), match);
      }
    },
    add(match: Match) {
      const emails = match.found.flatMap((one) => one.emails);
      addTo(match, emails, match.found.find(({ uidNumber }) => uidNumber !== undefined)?.uidNumber);
      directory ||= isInDirectory(match);
    },
    ownerOf(account: FoundAccount): Match | undefined {
      const namesake = byUsername.get(accountName(account.username));
      for (const email of account.emails) {
        const owners = byAddress.get(email.toLowerCase()) ?? [];
        // Of several accounts of one person, it is the one with the same name, or else the first.
        const owner = owners.find((one) => one === namesake) ?? owners[0];
        if (owner) return owner;
      }
      if (!namesake) return undefined;
      if (account.usesDirectoryNames) return hasDirectoryName(namesake) ? namesake : undefined;
      return isSameByNumber(namesake, account) || hasSameCampusId(namesake, account) ? namesake : undefined;
    },
  };
}

/** Whether a directory gave the account its number. A cloud may have users of its own, with names of its own. */
function isInDirectory({ known, found }: MatchedAccount): boolean {
  if (known?.isOurs || known?.ids.some(({ detail }) => detail.uidNumber !== undefined)) return true;
  return found.some(({ uidNumber }) => uidNumber !== undefined);
}

/** Whether the account's name is one of the directory's, so that the same name elsewhere is the same account. */
function hasDirectoryName(match: MatchedAccount): boolean {
  const { known, found } = match;
  if (isInDirectory(match) || found.some(({ usesDirectoryNames }) => usesDirectoryNames)) return true;
  return known?.ids.some(({ detail }) => detail.usesDirectoryNames !== undefined) ?? false;
}

/** acct gives each number once, so a number of ours with its name is ours, as after an older database was restored. */
const isSameByNumber = ({ known }: MatchedAccount, { uidNumber }: FoundAccount) =>
  known?.isOurs === true && uidNumber === known.uidNumber;

function hasSameCampusId({ known, found }: MatchedAccount, { campusId }: FoundAccount): boolean {
  if (campusId === undefined) return false;
  return known?.campusIds.includes(campusId) || found.some((one) => one.campusId === campusId);
}

/** Whether a match is contradicted by the username, by the number, or by the states of the accounts. */
function judgeMatch(
  owner: Match,
  namesake: Match | undefined,
  account: FoundAccount,
): Omit<Conflict, "undecided"> | undefined {
  const others = owner.found.filter((one) => one.system === account.system);
  const former = owner.known?.ids.find(({ system }) => system === account.system);
  if (namesake && namesake !== owner && namesake.known?.personId !== (owner.known?.personId ?? -1)) {
    return {
      kind: "other-address",
      found: [...owner.found, ...namesake.found, account],
      candidates: [owner.username, namesake.username],
      why: `${describeAccount(account)} has the username of one person and the address of another`,
    };
  }
  if (others.length > 0 || former) {
    return {
      kind: "shared-address",
      found: [...others, account],
      candidates: [owner.username],
      why: `${describeAccount(account)} has an address of ${owner.username}, who already has an account in ${account.system}`,
    };
  }
  if (account.uidNumber !== undefined && !mayHaveNumber(owner, account.uidNumber)) {
    return {
      kind: "other-number",
      found: [...owner.found, account],
      candidates: [owner.username],
      why: `${describeAccount(account)} has the uid number ${account.uidNumber}, but the registry has ${owner.known?.uidNumber} for ${owner.username}`,
    };
  }
  const other = owner.found.find(({ state }) => (state === "active") !== (account.state === "active"));
  if (!other || account.usesDirectoryNames) return undefined;
  return {
    kind: "state",
    found: [...owner.found, account],
    candidates: [owner.username],
    why: `${describeState(other)}, but ${describeState(account)}`,
  };
}

const describeState = ({ system, username, state }: FoundAccount) =>
  state === "unknown"
    ? `the state of ${username} in ${system} isn't known`
    : `${username} is ${state} in ${system}`;

/** A number that acct gave to an account of a system without numbers was never used outside. */
export function mayHaveNumber({ known }: MatchedAccount, uidNumber: number): boolean {
  if (!known || known.uidNumber === uidNumber) return true;
  return (
    !known.isOurs && known.ids.length > 0 && known.ids.every(({ detail }) => detail.uidNumber === undefined)
  );
}

function judgeNamesake(namesake: Match, account: FoundAccount): Omit<Conflict, "undecided"> {
  const { found, username, known } = namesake;
  const those = found.map(describeAccount);
  if (those.length === 0) those.push(`${username} in the registry (${known?.emails[0] ?? "no address"})`);
  return {
    kind: account.emails.length === 0 ? "no-address" : "other-address",
    found: [...found, account],
    candidates: [username],
    why: `${describeAccount(account)} may be someone other than ${those.join(" and ")}`,
  };
}

type Clash = Omit<Conflict, "undecided">;

/** Finds what two accounts of one system have in common that only one account can have. */
function findClashes(accounts: readonly FoundAccount[], bad: ReadonlySet<string>): Clash[] {
  const withNumber = accounts.filter(({ uidNumber }) => uidNumber !== undefined);
  const byNumber = Map.groupBy(withNumber, ({ uidNumber }) => uidNumber);
  const byName = Map.groupBy(accounts, ({ username }) => accountName(username));
  const clash = (kind: Conflict["kind"], found: FoundAccount[], what: string): Clash => ({
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

/** Places the accounts that an admin has decided on. A decision that can't be followed is a conflict again. */
function applyDecisions(
  accounts: readonly FoundAccount[],
  index: Index,
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
          `There's another account called ${username}, so ${describeAccount(account)} can't be adopted beside it. Name the account that it is, or skip it`,
        ),
      ];
    if (holder)
      return [
        refuse(
          account,
          `${holder.username} has the uid number ${account.uidNumber}, so ${describeAccount(account)} can't be adopted beside it. Change the number in ${account.system}, or skip it`,
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

export const describeAccount = ({ system, username, emails }: FoundAccount): string =>
  `${username} in ${system} (${emails[0] ?? "no address"})`;
