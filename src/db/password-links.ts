import {
  and,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { isThisLink } from "./is-this-link.ts";
import { HANDS_OVER, OPEN_STATUSES } from "./names.ts";
import { accounts } from "./tables/accounts.ts";
import { type PasswordLink, passwordLinks } from "./tables/password-links.ts";
import { requests } from "./tables/requests.ts";

/** Creates the request's link, or returns the existing one. The PIN moves from the request to the link. */
export async function openPasswordLink(
  db: Db,
  link: typeof passwordLinks.$inferInsert & { readonly requestId: number },
): Promise<PasswordLink | undefined> {
  await inTransaction(db, (tx) => insertPasswordLink(tx, link));
  return findLinkByRequest(db, link.requestId);
}

/** Does the same inside a transaction. */
export async function insertPasswordLink(
  tx: Db,
  link: typeof passwordLinks.$inferInsert & { readonly requestId: number },
): Promise<void> {
  await tx.insert(passwordLinks).values(link).onConflictDoNothing({ target: passwordLinks.requestId });
  await tx.update(requests).set({ pinHash: null }).where(eq(requests.id, link.requestId));
}

export async function findLinkByRequest(db: Db, requestId: number): Promise<PasswordLink | undefined> {
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.requestId, requestId));
  return row;
}

export async function findLink(db: Db, id: string): Promise<PasswordLink | undefined> {
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.id, id));
  return row;
}

export async function findLinkByToken(db: Db, tokenHash: Buffer): Promise<PasswordLink | undefined> {
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.tokenHash, tokenHash));
  return row;
}

/** Lists the links of an account, newest first. */
export async function listLinksOfAccount(db: Db, accountId: number): Promise<PasswordLink[]> {
  return db
    .select()
    .from(passwordLinks)
    .where(eq(passwordLinks.accountId, accountId))
    .orderBy(desc(passwordLinks.createdAt));
}

/** Finds the newest link of any account, used or not; its token shows which key made it. */
export async function findLatestAccountLink(db: Db): Promise<PasswordLink | undefined> {
  const newest = desc(passwordLinks.createdAt);
  const [row] = await db
    .select()
    .from(passwordLinks)
    .where(isNotNull(passwordLinks.accountId))
    .orderBy(newest)
    .limit(1);
  return row;
}

/** What remains to be done after a password was chosen. */
export type LeftAfterUse = Pick<PasswordLink, "pending" | "noLogin" | "sealedPassword">;

/**
 * Marks the link as used and erases its secrets, except a new password that some systems still need.
 * Returns false if it was already used or renewed.
 */
export async function consumeLink(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  now: Date,
  left: LeftAfterUse = { pending: [], noLogin: [], sealedPassword: null },
): Promise<boolean> {
  const rows = await db
    .update(passwordLinks)
    .set({ usedAt: now, pinHash: null, attemptLockUntil: null, ...left })
    .where(and(isThisLink(link), isNull(passwordLinks.usedAt)))
    .returning({ id: passwordLinks.id });
  return rows.length === 1;
}

/** Saves which systems still need the new password, and in which no login works. If none needs it, the password is erased here. */
export async function setPending(
  db: Db,
  id: string,
  { pending, noLogin }: Pick<LeftAfterUse, "pending" | "noLogin">,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ pending, noLogin, ...(pending.length === 0 ? { sealedPassword: null } : {}) })
    .where(eq(passwordLinks.id, id));
}

/** Records since when Keystone's response about this link's password is missing, or null when it has arrived. */
export async function noteUnanswered(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  since: Date | null,
): Promise<void> {
  await db.update(passwordLinks).set({ unansweredSince: since }).where(isThisLink(link));
}

/**
 * Erases the one-time password and ends the link; the PIN is kept for a new one. `unansweredSince` is null if the one-time
 * password is certainly no longer the user's; otherwise that is unknown.
 */
export async function revokeStaleLink(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  { staleSince, unansweredSince }: { readonly staleSince: Date; readonly unansweredSince: Date | null },
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ staleSince, sealedPassword: null, unansweredSince })
    .where(isThisLink(link));
}

/** Extends an expired link. Returns false if it was used or revoked in the meantime. */
export async function extendLink(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash" | "expiresAt">,
  until: Date,
): Promise<boolean> {
  const rows = await db
    .update(passwordLinks)
    .set({ expiresAt: until })
    .where(and(isThisLink(link), isNull(passwordLinks.usedAt), eq(passwordLinks.expiresAt, link.expiresAt)))
    .returning({ id: passwordLinks.id });
  return rows.length === 1;
}

/** Revokes the request's link unless it has been used. */
export async function revokeLink(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ expiresAt: now, pinHash: null })
    .where(and(eq(passwordLinks.requestId, requestId), isNull(passwordLinks.usedAt)));
}

/** Erases the PIN of the account request. It was for the first password, which is set. */
export async function forgetPinOfAccount(db: Db, accountId: number): Promise<void> {
  await db.update(accounts).set({ pinHash: null }).where(eq(accounts.id, accountId));
}

/**
 * Erases secrets that can no longer be used: PINs of links, requests and accounts, and one-time passwords. Most are erased
 * by the event that ends their purpose; this covers those that simply expire. Returns how many there were.
 */
export async function purgeExpiredSecrets(db: Db, now: Date): Promise<number> {
  const hasLink = exists(db.select().from(passwordLinks).where(eq(passwordLinks.requestId, requests.id)));
  const isUsed = and(eq(passwordLinks.accountId, accounts.id), isNotNull(passwordLinks.usedAt));
  const hasUsedLink = exists(db.select().from(passwordLinks).where(isUsed));
  // Each reason is a separate statement, because for "this or a link" PostgreSQL would read every link that ever existed.
  const erased = [
    await erasePins(db, requests, notInArray(requests.status, [...OPEN_STATUSES])),
    await erasePins(db, requests, hasLink),
    await erasePins(db, accounts, isNotNull(accounts.removedAt)),
    await erasePins(db, accounts, hasUsedLink),
    await eraseDeadLinks(db, now),
  ];
  return erased.reduce((sum, count) => sum + count, 0);
}

async function erasePins(db: Db, table: typeof requests | typeof accounts, reason: SQL): Promise<number> {
  // drizzle cannot build on a union of tables, and both have the column.
  const { pinHash, id } = table;
  const rows = await db
    .update(table as typeof requests)
    .set({ pinHash: null })
    .where(and(isNotNull(pinHash), reason))
    .returning({ id: id as typeof requests.id });
  return rows.length;
}

async function eraseDeadLinks(db: Db, now: Date): Promise<number> {
  const rows = await db
    .update(passwordLinks)
    .set({ pinHash: null, sealedPassword: null })
    .where(
      and(
        or(isNotNull(passwordLinks.pinHash), isNotNull(passwordLinks.sealedPassword)),
        or(isNotNull(passwordLinks.usedAt), and(lt(passwordLinks.expiresAt, now), mayNotBeExtended())),
        // A password that some systems still need is kept while an open request can deliver it.
        sql`(cardinality(${passwordLinks.pending}) = 0 or not exists (
          select from ${requests} where ${requests.id} = ${passwordLinks.requestId} and ${inArray(requests.status, [...OPEN_STATUSES])}))`,
      ),
    )
    .returning({ id: passwordLinks.id });
  return rows.length;
}

/** Tells whether no stage will extend the link, which happens if acct was down. */
const mayNotBeExtended = () =>
  sql`not exists (select from ${requests} where ${and(
    eq(requests.id, passwordLinks.requestId),
    eq(requests.stage, HANDS_OVER),
    inArray(requests.status, [...OPEN_STATUSES]),
  )})`;

/** Drops older passwords that some systems still need, because a newer one was set. */
export async function dropPendingPasswords(
  db: Db,
  { id, accountId }: Pick<PasswordLink, "id" | "accountId">,
): Promise<void> {
  if (accountId === null) return;
  await db
    .update(passwordLinks)
    .set({ pending: [], sealedPassword: null })
    .where(and(eq(passwordLinks.accountId, accountId), ne(passwordLinks.id, id)));
}

/** Revokes the account's other unused links. */
export async function revokeOtherLinks(
  db: Db,
  { id, accountId }: Pick<PasswordLink, "id" | "accountId">,
  now: Date,
): Promise<void> {
  if (accountId === null) return;
  await db
    .update(passwordLinks)
    .set({ expiresAt: sql`least(${passwordLinks.expiresAt}, ${now.toISOString()})`, pinHash: null })
    .where(
      and(eq(passwordLinks.accountId, accountId), ne(passwordLinks.id, id), isNull(passwordLinks.usedAt)),
    );
}

/** Counts the links with which the owner of the account can still set a password. */
export async function countOpenLinks(db: Db, accountId: number, now: Date): Promise<number> {
  return db.$count(
    passwordLinks,
    and(
      eq(passwordLinks.accountId, accountId),
      isNull(passwordLinks.usedAt),
      gt(passwordLinks.expiresAt, now),
    ),
  );
}

/** Revokes all unused links of the account. */
export async function revokeAccountLinks(db: Db, accountId: number, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ expiresAt: sql`least(${passwordLinks.expiresAt}, ${now.toISOString()})`, pinHash: null })
    .where(and(eq(passwordLinks.accountId, accountId), isNull(passwordLinks.usedAt)));
}
