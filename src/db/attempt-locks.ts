import { and, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isThisLink } from "./is-this-link.ts";
import { type PasswordLink, passwordLinks } from "./tables/password-links.ts";

/** A lock expires this long after the last heartbeat of its process. */
const ATTEMPT_LOCK_MS = 5000;
/** A process that works on an attempt extends its lock this often. */
export const HEARTBEAT_MS = 1500;

/**
 * Counts an attempt before anything is compared and locks the link, so that simultaneous guesses are checked one after the
 * other, and never more than `maxAttempts`. Returns undefined if the link is used, locked out, gone, or in use by another
 * attempt.
 */
export async function acquireAttemptLock(
  db: Db,
  tokenHash: Buffer,
  maxAttempts: number,
  now: Date,
): Promise<PasswordLink | undefined> {
  const [row] = await db
    .update(passwordLinks)
    .set({
      attempts: sql`${passwordLinks.attempts} + 1`,
      attemptLockUntil: new Date(now.getTime() + ATTEMPT_LOCK_MS),
    })
    .where(
      and(
        eq(passwordLinks.tokenHash, tokenHash),
        isNull(passwordLinks.usedAt),
        isNull(passwordLinks.staleSince),
        lt(passwordLinks.attempts, maxAttempts),
        or(isNull(passwordLinks.attemptLockUntil), lt(passwordLinks.attemptLockUntil, now)),
      ),
    )
    .returning();
  return row;
}

/** Extends the lock while the attempt is still being checked. */
export async function extendAttemptLock(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  now: Date,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ attemptLockUntil: new Date(now.getTime() + ATTEMPT_LOCK_MS) })
    .where(and(isThisLink(link), isNotNull(passwordLinks.attemptLockUntil)));
}

/** Releases the lock. If `wasRight`, the attempt is not counted, because only wrong PINs count. Does nothing if the link was renewed in the meantime. */
export async function releaseAttemptLock(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  wasRight: boolean,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({
      attemptLockUntil: null,
      ...(wasRight ? { attempts: sql`greatest(${passwordLinks.attempts} - 1, 0)` } : {}),
    })
    .where(isThisLink(link));
}

/** Records an attempt on a locked link without checking the PIN. */
export async function recordLockedAttempt(db: Db, tokenHash: Buffer): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ attempts: sql`${passwordLinks.attempts} + 1` })
    .where(eq(passwordLinks.tokenHash, tokenHash));
}
