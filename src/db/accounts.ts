import {
  and,
  arrayContains,
  arrayOverlaps,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  or,
  sql,
} from "drizzle-orm";
import type { Db } from "./client.ts";
import { externalIdsOf } from "./external-ids.ts";
import {
  chatUserOfPerson,
  confirmedOfPerson,
  emailIdentity,
  findPeopleBy,
  findPersonBy,
  type IdentityKey,
} from "./people.ts";
import { type Account, accounts, type FoundBefore } from "./tables/accounts.ts";
import { people } from "./tables/people.ts";

/** The columns of an account with what acct knows of the person. */
export const accountColumns = {
  ...getTableColumns(accounts),
  givenName: people.givenName,
  familyName: people.familyName,
  email: people.email,
  chatUser: chatUserOfPerson.as("chat_user"),
  externalIds: externalIdsOf("account"),
  otherEmails: confirmedOfPerson("email").as("other_emails"),
  logins: confirmedOfPerson("login").as("logins"),
  adopted: sql<boolean>`(accounts.request_id is null)`.as("adopted"),
};

export const selectAccounts = (db: Db) =>
  db.select(accountColumns).from(accounts).innerJoin(people, eq(people.id, accounts.personId));

/** Finds the account with this username, or with one that it had before, unless it was offboarded. */
export async function findAccountByUsername(db: Db, username: string): Promise<Account | undefined> {
  const account = await findFormerOrAccount(db, username);
  return account?.removedAt ? undefined : account;
}

/**
 * Finds the accounts with these usernames, unless they were offboarded. A name that one account has and another one had before is that
 * of the one that has it.
 */
export async function findAccountsByUsernames(
  db: Db,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  if (usernames.length === 0) return new Map();
  const names = [...usernames];
  const rows = await selectAccounts(db).where(
    and(
      isNull(accounts.removedAt),
      or(inArray(accounts.username, names), arrayOverlaps(accounts.formerUsernames, names)),
    ),
  );
  return new Map([
    ...rows.flatMap((one) => one.formerUsernames.map((name) => [name, one] as const)),
    ...rows.map((one) => [one.username, one] as const),
  ]);
}

/** Finds the accounts of people who have exactly one, by the person's ID. Offboarded ones don't count. */
export async function findOnlyAccounts(
  db: Db,
  personIds: readonly number[],
): Promise<ReadonlyMap<number, Account>> {
  if (personIds.length === 0) return new Map();
  const rows = await selectAccounts(db).where(
    and(isNull(accounts.removedAt), inArray(accounts.personId, [...personIds])),
  );
  const byPerson = Map.groupBy(rows, ({ personId }) => personId);
  return new Map(
    [...byPerson].flatMap(([personId, [one, another]]) => (one && !another ? [[personId, one]] : [])),
  );
}

/** Finds the account with this username, or with one that it had before, including offboarded ones. */
export async function findFormerOrAccount(db: Db, username: string): Promise<Account | undefined> {
  const [row] = await selectAccounts(db).where(
    or(eq(accounts.username, username), arrayContains(accounts.formerUsernames, [username])),
  );
  return row;
}

export async function findAccountById(db: Db, id: number): Promise<Account | undefined> {
  const [row] = await selectAccounts(db).where(eq(accounts.id, id));
  return row;
}

export async function findAccountByRequest(db: Db, requestId: number): Promise<Account | undefined> {
  const [row] = await selectAccounts(db).where(eq(accounts.requestId, requestId));
  return row;
}

/** Finds the account of the person with this email address, unless it was offboarded. */
export async function findAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const account = await findFormerOrAccountByEmail(db, email);
  return account?.removedAt ? undefined : account;
}

/** Finds the account with which a request was made. Its address may have changed since, so the username comes first. */
export async function findAccountOfRequest(
  db: Db,
  { username, email }: { readonly username: string | null; readonly email: string },
): Promise<Account | undefined> {
  return username === null ? findAccountByEmail(db, email) : findAccountByUsername(db, username);
}

/** Finds the account of the person with this email address, including offboarded ones. Of several it prefers one in use, then the oldest. */
export async function findFormerOrAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  return findFormerOrAccountBy(db, emailIdentity(email));
}

/** Finds out which of these addresses are those of people who have an account, or had one. All of them are in lower case. */
export async function listAddressesWithAccounts(
  db: Db,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const owners = await findPeopleBy(db, "email", addresses);
  const people = sql.param([...owners.values()]);
  const rows = await db
    .selectDistinct({ personId: accounts.personId })
    .from(accounts)
    .where(sql`${accounts.personId} = any(${people}::int[])`);
  const having = new Set(rows.map(({ personId }) => personId));
  return new Set([...owners].flatMap(([address, personId]) => (having.has(personId) ? [address] : [])));
}

/** Finds a person's account, unless they were offboarded. */
export async function findAccountOfPerson(db: Db, personId: number): Promise<Account | undefined> {
  const account = await firstAccountOf(db, personId);
  return account?.removedAt ? undefined : account;
}

/** Lists a person's accounts, oldest first, including offboarded ones. */
export async function listAccountsOfPerson(db: Db, personId: number): Promise<Account[]> {
  return selectAccounts(db).where(eq(accounts.personId, personId)).orderBy(asc(accounts.id));
}

/** Finds the account of the person with this identity, including offboarded ones. */
export async function findFormerOrAccountBy(db: Db, identity: IdentityKey): Promise<Account | undefined> {
  const person = await findPersonBy(db, identity);
  return person && (await firstAccountOf(db, person.id));
}

async function firstAccountOf(db: Db, personId: number): Promise<Account | undefined> {
  const [row] = await selectAccounts(db)
    .where(eq(accounts.personId, personId))
    .orderBy(desc(isNull(accounts.removedAt)), asc(accounts.id))
    .limit(1);
  return row;
}

/** Finds accounts of people with this family name whose given name starts with the same letter, or with the same only name. */
export async function findSimilarAccounts(
  db: Db,
  { givenName, familyName }: Pick<Account, "givenName" | "familyName">,
): Promise<Account[]> {
  return selectAccounts(db)
    .where(
      and(
        eq(sql`lower(${people.familyName})`, familyName.toLowerCase()),
        familyName === ""
          ? eq(sql`lower(${people.givenName})`, givenName.toLowerCase())
          : eq(sql`lower(left(${people.givenName}, 1))`, givenName.slice(0, 1).toLowerCase()),
      ),
    )
    .limit(5);
}

/** Marks an account as offboarded and erases the PIN, which is no longer needed. Returns false if it already was. */
export async function closeAccount(db: Db, id: number, at: Date): Promise<boolean> {
  const rows = await db
    .update(accounts)
    .set({ removedAt: at, pinHash: null, foundBefore: sql`coalesce(${accounts.foundBefore}, '{}')` })
    .where(and(eq(accounts.id, id), isNull(accounts.removedAt)))
    .returning({ id: accounts.id });
  return rows.length === 1;
}

/** Marks an account as suspended. Returns false if it already was, or if it was offboarded. */
export async function markSuspended(db: Db, id: number, at: Date): Promise<boolean> {
  const rows = await db
    .update(accounts)
    .set({ suspendedAt: at, foundBefore: sql`coalesce(${accounts.foundBefore}, '{}')` })
    .where(and(eq(accounts.id, id), isNull(accounts.suspendedAt), isNull(accounts.removedAt)))
    .returning({ id: accounts.id });
  return rows.length === 1;
}

/** Records the state of a system before the person was locked out there. Only the first call counts. */
export async function recordFoundBefore(
  db: Db,
  id: number,
  system: string,
  found: FoundBefore,
): Promise<void> {
  const note = JSON.stringify({ [system]: found });
  await db
    .update(accounts)
    .set({ foundBefore: sql`${note}::jsonb || ${accounts.foundBefore}` })
    .where(and(eq(accounts.id, id), isNotNull(accounts.foundBefore)));
}

/** Reopens an account that was suspended or offboarded. `found` is kept until the access is restored in every system. */
export async function reopenAccount(
  db: Db,
  id: number,
  found: NonNullable<Account["foundBefore"]>,
): Promise<void> {
  await db
    .update(accounts)
    .set({ removedAt: null, suspendedAt: null, foundBefore: found })
    .where(eq(accounts.id, id));
}

/** Records that the access is restored in every system. */
export async function clearFoundBefore(db: Db, id: number): Promise<void> {
  await db.update(accounts).set({ foundBefore: null }).where(eq(accounts.id, id));
}

/** Marks an account as deleted everywhere and erases the PIN. */
export async function markErased(db: Db, id: number, at: Date): Promise<void> {
  await db.update(accounts).set({ erasedAt: at, pinHash: null }).where(eq(accounts.id, id));
}

/** Gives an account another username. The one that it had stays taken. */
export async function changeUsername(
  tx: Db,
  { id, username: before, formerUsernames }: Pick<Account, "id" | "username" | "formerUsernames">,
  username: string,
): Promise<void> {
  const former = [...formerUsernames, before].filter((name) => name !== username);
  await tx
    .update(accounts)
    .set({ username, formerUsernames: [...new Set(former)] })
    .where(eq(accounts.id, id));
}
