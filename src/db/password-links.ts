import { and, eq, inArray, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { OPEN_STATUSES, type PasswordLink, passwordLinks, requests } from "./schema.ts";

/** A turn ends so long after its process was last heard of. */
const CLAIM_MS = 5000;
/** How often a process that works on a try says so. */
export const CLAIM_BEAT_MS = 1500;

/** Opens the request's link, or returns the one that it has already. */
export async function openPasswordLink(
  db: Db,
  link: typeof passwordLinks.$inferInsert & { readonly requestId: number },
): Promise<PasswordLink | undefined> {
  await db.insert(passwordLinks).values(link).onConflictDoNothing({ target: passwordLinks.requestId });
  return findLinkByRequest(db, link.requestId);
}

export async function findLinkByRequest(db: Db, requestId: number): Promise<PasswordLink | undefined> {
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.requestId, requestId));
  return row;
}

export async function findLinkByToken(db: Db, tokenHash: Buffer): Promise<PasswordLink | undefined> {
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.tokenHash, tokenHash));
  return row;
}

/** What a program sets up for a Keystone user. What is undefined stays as it was. */
export interface KeystoneLink {
  readonly id: string;
  readonly keystoneUserId: string;
  readonly tokenHash: Buffer;
  readonly pinHash: string | undefined;
  readonly sealedPassword: Buffer | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Sets the user's link up, or anew: the token before it is dead, and the attempts begin at nought. False: there is none
 * with secrets to keep, and PIN or password are missing.
 */
export async function putKeystoneLink(db: Db, link: KeystoneLink): Promise<boolean> {
  const { id, keystoneUserId, pinHash, sealedPassword, ...anew } = link;
  const fresh = { ...anew, attempts: 0, claimedUntil: null, usedAt: null };
  if (pinHash !== undefined && sealedPassword !== undefined) {
    const secrets = { pinHash, sealedPassword };
    await db
      .insert(passwordLinks)
      .values({ id, keystoneUserId, ...secrets, ...fresh })
      .onConflictDoUpdate({ target: passwordLinks.keystoneUserId, set: { ...secrets, ...fresh } });
    return true;
  }
  const rows = await db
    .update(passwordLinks)
    .set({
      ...fresh,
      ...(pinHash === undefined ? {} : { pinHash }),
      ...(sealedPassword === undefined ? {} : { sealedPassword }),
    })
    .where(
      and(
        eq(passwordLinks.keystoneUserId, keystoneUserId),
        pinHash === undefined ? isNotNull(passwordLinks.pinHash) : undefined,
        sealedPassword === undefined ? isNotNull(passwordLinks.sealedPassword) : undefined,
      ),
    )
    .returning({ id: passwordLinks.id });
  return rows.length === 1;
}

/**
 * Counts an attempt before anything is compared, and takes the link's turn: however many guesses come at once, they are
 * looked at one after another, and never more than `maxAttempts`. Undefined: used, locked, gone, or it is another's turn.
 */
export async function claimAttempt(
  db: Db,
  tokenHash: Buffer,
  maxAttempts: number,
  now: Date,
): Promise<PasswordLink | undefined> {
  const [row] = await db
    .update(passwordLinks)
    .set({
      attempts: sql`${passwordLinks.attempts} + 1`,
      claimedUntil: new Date(now.getTime() + CLAIM_MS),
    })
    .where(
      and(
        eq(passwordLinks.tokenHash, tokenHash),
        isNull(passwordLinks.usedAt),
        lt(passwordLinks.attempts, maxAttempts),
        or(isNull(passwordLinks.claimedUntil), lt(passwordLinks.claimedUntil, now)),
      ),
    )
    .returning();
  return row;
}

/** The turn goes on: its try is still being looked at. */
export async function extendClaim(
  db: Db,
  { id, tokenHash }: Pick<PasswordLink, "id" | "tokenHash">,
  now: Date,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ claimedUntil: new Date(now.getTime() + CLAIM_MS) })
    .where(
      and(
        eq(passwordLinks.id, id),
        eq(passwordLinks.tokenHash, tokenHash),
        isNotNull(passwordLinks.claimedUntil),
      ),
    );
}

/** The turn is over. `wasRight`: only wrong PINs count. Quiet when the link was set up anew meanwhile. */
export async function releaseAttempt(
  db: Db,
  { id, tokenHash }: Pick<PasswordLink, "id" | "tokenHash">,
  wasRight: boolean,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({
      claimedUntil: null,
      ...(wasRight ? { attempts: sql`greatest(${passwordLinks.attempts} - 1, 0)` } : {}),
    })
    .where(and(eq(passwordLinks.id, id), eq(passwordLinks.tokenHash, tokenHash)));
}

/** A try on a link that is locked: counted, and not looked at. */
export async function countBeyond(db: Db, tokenHash: Buffer): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ attempts: sql`${passwordLinks.attempts} + 1` })
    .where(eq(passwordLinks.tokenHash, tokenHash));
}

/**
 * Uses the link up and erases its secrets, but for a chosen password that some systems still wait for.
 * False: it was used, or set up anew, before.
 */
export async function spendLink(
  db: Db,
  { id, tokenHash }: Pick<PasswordLink, "id" | "tokenHash">,
  now: Date,
  left: { readonly pending: string[]; readonly sealedPassword: Buffer | null } = {
    pending: [],
    sealedPassword: null,
  },
): Promise<boolean> {
  const rows = await db
    .update(passwordLinks)
    .set({ usedAt: now, pinHash: null, claimedUntil: null, ...left })
    .where(
      and(eq(passwordLinks.id, id), eq(passwordLinks.tokenHash, tokenHash), isNull(passwordLinks.usedAt)),
    )
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

/** A link that has not been used is worth nothing from now on. */
export async function endLink(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ expiresAt: now, pinHash: null })
    .where(and(eq(passwordLinks.requestId, requestId), isNull(passwordLinks.usedAt)));
}

/** Erases what can no longer be used: PINs, and one-time passwords with them. Returns of how many links. */
export async function eraseDeadSecrets(db: Db, now: Date): Promise<number> {
  const rows = await db
    .update(passwordLinks)
    .set({ pinHash: null, sealedPassword: null })
    .where(
      and(
        or(isNotNull(passwordLinks.pinHash), isNotNull(passwordLinks.sealedPassword)),
        or(isNotNull(passwordLinks.usedAt), lt(passwordLinks.expiresAt, now)),
        // What systems still wait for is kept as long as a request brings it to them.
        sql`(cardinality(${passwordLinks.pending}) = 0 or not exists (
          select from ${requests} where ${requests.id} = ${passwordLinks.requestId} and ${inArray(requests.status, [...OPEN_STATUSES])}))`,
      ),
    )
    .returning({ id: passwordLinks.id });
  return rows.length;
}

/** A newer password was chosen: what systems still wait for of an older one is never brought to them. */
export async function forgetOlderChoices(
  db: Db,
  { id, accountId }: Pick<PasswordLink, "id" | "accountId">,
): Promise<void> {
  if (accountId === null) return;
  await db
    .update(passwordLinks)
    .set({ pending: [], sealedPassword: null })
    .where(and(eq(passwordLinks.accountId, accountId), ne(passwordLinks.id, id)));
}

/** Writes down a link that another service had set up, unless there is a newer one of this user here. */
export async function takeOverKeystoneLink(
  db: Db,
  link: KeystoneLink & { readonly attempts: number },
): Promise<void> {
  const { id, keystoneUserId, ...values } = link;
  await db
    .insert(passwordLinks)
    .values(link)
    .onConflictDoUpdate({
      target: passwordLinks.keystoneUserId,
      set: values,
      setWhere: lt(passwordLinks.createdAt, link.createdAt),
    });
}
