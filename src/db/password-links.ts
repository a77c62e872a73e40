import {
  and,
  desc,
  eq,
  exists,
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
import { accounts, type PasswordLink, passwordLinks, requests } from "./schema.ts";

/** Opens the request's link, or returns the one that it has already. The PIN is the link's from then on, and not the request's. */
export async function openPasswordLink(
  db: Db,
  link: typeof passwordLinks.$inferInsert & { readonly requestId: number },
): Promise<PasswordLink | undefined> {
  await inTransaction(db, (tx) => insertPasswordLink(tx, link));
  return findLinkByRequest(db, link.requestId);
}

/** The same inside a transaction. */
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

/** The newest link of an account, used or not: by its token it tells which key made it. */
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

/**
 * Uses the link up and erases its secrets, but for a chosen password that some systems still wait for.
 * False: it was used, or set up anew, before.
 */
export async function consumeLink(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  now: Date,
  left: { readonly pending: string[]; readonly sealedPassword: Buffer | null } = {
    pending: [],
    sealedPassword: null,
  },
): Promise<boolean> {
  const rows = await db
    .update(passwordLinks)
    .set({ usedAt: now, pinHash: null, claimedUntil: null, ...left })
    .where(and(isThisLink(link), isNull(passwordLinks.usedAt)))
    .returning({ id: passwordLinks.id });
  return rows.length === 1;
}

/** The systems that still wait for the chosen password; empty: it is everywhere, and erased here. */
export async function setPending(db: Db, id: string, pending: string[]): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ pending, ...(pending.length === 0 ? { sealedPassword: null } : {}) })
    .where(eq(passwordLinks.id, id));
}

/** Since when Keystone's answer about this link's password is missing; null: it has come. */
export async function noteUnanswered(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  since: Date | null,
): Promise<void> {
  await db.update(passwordLinks).set({ unansweredSince: since }).where(isThisLink(link));
}

/**
 * The one-time password is erased, and the link ends. The PIN stays, for a new one. `unansweredSince`: null when the
 * one-time password is not the user's any more; otherwise nobody knows.
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

/** An expired link works again, until then. False: it was used meanwhile, or somebody has ended it. */
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

/** A link that has not been used is worth nothing from now on. */
export async function revokeLink(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ expiresAt: now, pinHash: null })
    .where(and(eq(passwordLinks.requestId, requestId), isNull(passwordLinks.usedAt)));
}

/** The PIN of the application was for the account's first password, which is set. */
export async function forgetPinOfAccount(db: Db, accountId: number): Promise<void> {
  await db.update(accounts).set({ pinHash: null }).where(eq(accounts.id, accountId));
}

/**
 * Erases what can no longer be used: PINs of links, requests and accounts, and one-time passwords with them. Each is
 * erased by what ends its purpose, too; this is for ends that come by themselves. Returns how many it found.
 */
export async function purgeExpiredSecrets(db: Db, now: Date): Promise<number> {
  const hasLink = exists(db.select().from(passwordLinks).where(eq(passwordLinks.requestId, requests.id)));
  const isUsed = and(eq(passwordLinks.accountId, accounts.id), isNotNull(passwordLinks.usedAt));
  const hasUsedLink = exists(db.select().from(passwordLinks).where(isUsed));
  // One reason at a time: of "this or a link" PostgreSQL makes a list of all links that there ever were.
  const erased = [
    await erasePinsOf(db, requests, notInArray(requests.status, [...OPEN_STATUSES])),
    await erasePinsOf(db, requests, hasLink),
    await erasePinsOf(db, accounts, isNotNull(accounts.removedAt)),
    await erasePinsOf(db, accounts, hasUsedLink),
    await eraseDeadLinks(db, now),
  ];
  return erased.reduce((sum, count) => sum + count, 0);
}

async function erasePinsOf(db: Db, table: typeof requests | typeof accounts, reason: SQL): Promise<number> {
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
        // What systems still wait for is kept as long as a request brings it to them.
        sql`(cardinality(${passwordLinks.pending}) = 0 or not exists (
          select from ${requests} where ${requests.id} = ${passwordLinks.requestId} and ${inArray(requests.status, [...OPEN_STATUSES])}))`,
      ),
    )
    .returning({ id: passwordLinks.id });
  return rows.length;
}

/** No stage looks any more whether the link has to work longer, because acct was down. */
const mayNotBeExtended = () =>
  sql`not exists (select from ${requests} where ${and(
    eq(requests.id, passwordLinks.requestId),
    eq(requests.stage, HANDS_OVER),
    inArray(requests.status, [...OPEN_STATUSES]),
  )})`;

/** A newer password was chosen: what systems still wait for of an older one is never brought to them. */
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

/** The account's other links that nobody has used are worth nothing from now on. */
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

/** No link of the account works from now on. */
export async function revokeLinksOf(db: Db, accountId: number, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ expiresAt: sql`least(${passwordLinks.expiresAt}, ${now.toISOString()})`, pinHash: null })
    .where(and(eq(passwordLinks.accountId, accountId), isNull(passwordLinks.usedAt)));
}
