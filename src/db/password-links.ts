import { and, eq, gt, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type PasswordLink, passwordLinks } from "./schema.ts";

/** Three attempts means three. */
export const MAX_ATTEMPTS = 3;

/** Opens the request's link, or returns the one that it has already. */
export async function openPasswordLink(
  db: Db,
  link: typeof passwordLinks.$inferInsert,
): Promise<PasswordLink | undefined> {
  await db.insert(passwordLinks).values(link).onConflictDoNothing({ target: passwordLinks.requestId });
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.requestId, link.requestId));
  return row;
}

export async function findLinkByToken(db: Db, tokenHash: Buffer): Promise<PasswordLink | undefined> {
  const [row] = await db.select().from(passwordLinks).where(eq(passwordLinks.tokenHash, tokenHash));
  return row;
}

/**
 * Counts an attempt before the PIN is compared, so that any number of guesses at once are still three.
 * Returns how many are left; undefined: the link is used, expired or locked, and nothing may be compared.
 */
export async function countAttempt(db: Db, id: string, now: Date): Promise<number | undefined> {
  const [row] = await db
    .update(passwordLinks)
    .set({ attempts: sql`${passwordLinks.attempts} + 1` })
    .where(
      and(
        eq(passwordLinks.id, id),
        isNull(passwordLinks.usedAt),
        gt(passwordLinks.expiresAt, now),
        lt(passwordLinks.attempts, MAX_ATTEMPTS),
      ),
    )
    .returning({ attempts: passwordLinks.attempts });
  return row && MAX_ATTEMPTS - row.attempts;
}

/** The PIN was right: only wrong ones count. */
export async function forgiveAttempt(db: Db, id: string): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ attempts: sql`greatest(${passwordLinks.attempts} - 1, 0)` })
    .where(eq(passwordLinks.id, id));
}

/** Uses the link up and erases its PIN. False: somebody else used it first. */
export async function spendLink(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(passwordLinks)
    .set({ usedAt: now, pinHash: null })
    .where(and(eq(passwordLinks.id, id), isNull(passwordLinks.usedAt)))
    .returning({ id: passwordLinks.id });
  return rows.length === 1;
}

/** A link that has not been used is worth nothing from now on. */
export async function endLink(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ expiresAt: now, pinHash: null })
    .where(and(eq(passwordLinks.requestId, requestId), isNull(passwordLinks.usedAt)));
}

/** Erases what can no longer be used. Returns how many PINs it erased. */
export async function eraseDeadPins(db: Db, now: Date): Promise<number> {
  const rows = await db
    .update(passwordLinks)
    .set({ pinHash: null })
    .where(
      and(
        isNotNull(passwordLinks.pinHash),
        or(isNotNull(passwordLinks.usedAt), lt(passwordLinks.expiresAt, now)),
      ),
    )
    .returning({ id: passwordLinks.id });
  return rows.length;
}
