import type { FoundAccount } from "../provisioners/found.ts";

/** One person's account, as every system has it. */
export interface MatchedAccount {
  readonly username: string;
  readonly found: readonly FoundAccount[];
}

/** Accounts that may or may not be one person's, so that someone has to decide. */
export interface Conflict {
  readonly kind: "shared-number" | "shared-address" | "other-address" | "no-address" | "state";
  readonly found: readonly FoundAccount[];
  /** What is wrong, in a sentence. */
  readonly why: string;
}

export interface Matching {
  readonly matched: readonly MatchedAccount[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Finds out which accounts of several systems are one person's: those with an address in common, and those with the same
 * username and the same campus ID. A username alone counts only in a system that takes its users from the directory. The first
 * system has precedence. What is in conflict is not matched. Takes time in proportion to the number of accounts.
 */
export function matchAccounts(systems: readonly (readonly FoundAccount[])[]): Matching {
  const conflicts: Conflict[] = [];
  const known = newIndex();
  for (const accounts of systems) {
    const clashes = [...findSharedNumbers(accounts), ...findSharedAddresses(accounts)];
    const clashing = new Set(clashes.flatMap(({ found }) => found));
    conflicts.push(...clashes);
    const added: MatchedPerson[] = [];
    for (const account of accounts.filter((one) => !clashing.has(one))) {
      const owner = findOwner(known, account);
      const namesake = known.byUsername.get(account.username);
      const conflict = owner
        ? judgeMatch(owner, namesake, account)
        : namesake && judgeNamesake(namesake, account);
      if (conflict) conflicts.push(conflict);
      else if (owner) owner.found.push(account);
      else added.push({ username: account.username, found: [account] });
    }
    // Two accounts of one system are never matched with each other: a person may have several on purpose.
    for (const person of added) known.add(person);
  }
  return { matched: known.people, conflicts };
}

interface MatchedPerson extends MatchedAccount {
  readonly found: FoundAccount[];
}

function newIndex() {
  const people: MatchedPerson[] = [];
  const byUsername = new Map<string, MatchedPerson>();
  const byAddress = new Map<string, MatchedPerson>();
  return {
    people,
    byUsername,
    byAddress,
    add(person: MatchedPerson) {
      people.push(person);
      byUsername.set(person.username, person);
      for (const email of person.found.flatMap(({ emails }) => emails))
        byAddress.set(email.toLowerCase(), person);
    },
  };
}

function findOwner(
  { byUsername, byAddress }: ReturnType<typeof newIndex>,
  account: FoundAccount,
): MatchedPerson | undefined {
  for (const email of account.emails) {
    const owner = byAddress.get(email.toLowerCase());
    if (owner) return owner;
  }
  const namesake = byUsername.get(account.username);
  if (!namesake) return undefined;
  if (account.usesDirectoryNames) return namesake;
  const hasSameId = namesake.found.some(
    ({ campusId }) => campusId !== undefined && campusId === account.campusId,
  );
  return hasSameId ? namesake : undefined;
}

/** Whether a match by address is contradicted by the username, or by the states of the accounts. */
function judgeMatch(
  owner: MatchedAccount,
  namesake: MatchedAccount | undefined,
  account: FoundAccount,
): Conflict | undefined {
  if (namesake && namesake !== owner) {
    return {
      kind: "other-address",
      found: [...owner.found, ...namesake.found, account],
      why: `${describeAccount(account)} has the username of one person and the address of another`,
    };
  }
  const other = owner.found.find(({ state }) => (state === "active") !== (account.state === "active"));
  if (!other || account.usesDirectoryNames) return undefined;
  return {
    kind: "state",
    found: [...owner.found, account],
    why: `${account.username} is ${other.state} in ${other.system}, but ${account.state} in ${account.system}`,
  };
}

function judgeNamesake({ found }: MatchedAccount, account: FoundAccount): Conflict {
  return {
    kind: account.emails.length === 0 ? "no-address" : "other-address",
    found: [...found, account],
    why: `${describeAccount(account)} may be someone other than ${found.map(describeAccount).join(" and ")}`,
  };
}

function findSharedNumbers(accounts: readonly FoundAccount[]): Conflict[] {
  const withNumber = accounts.filter(({ uidNumber }) => uidNumber !== undefined);
  return [...Map.groupBy(withNumber, ({ uidNumber }) => uidNumber)]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([uidNumber, found]) => ({
      kind: "shared-number",
      found,
      why: `${joinNames(found)} have the same number ${uidNumber} in ${found[0]?.system}`,
    }));
}

/** An address of several accounts is a group's mailbox or a mistake, and says nothing about who someone is. */
function findSharedAddresses(accounts: readonly FoundAccount[]): Conflict[] {
  const addresses = accounts.flatMap((account) =>
    [...new Set(account.emails.map((email) => email.toLowerCase()))].map((email) => ({ email, account })),
  );
  return [...Map.groupBy(addresses, ({ email }) => email)]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([email, sharing]) => {
      const found = sharing.map(({ account }) => account);
      return {
        kind: "shared-address",
        found,
        why: `${joinNames(found)} have the same address ${email} in ${found[0]?.system}`,
      };
    });
}

const joinNames = (found: readonly FoundAccount[]) => found.map(({ username }) => username).join(" and ");

const describeAccount = ({ system, username, emails }: FoundAccount) =>
  `${username} in ${system} (${emails[0] ?? "no address"})`;
