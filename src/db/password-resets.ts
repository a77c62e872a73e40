import { and, eq, gt } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type PasswordReset, passwordResets } from "./tables/password-resets.ts";

export async function insertReset(db: Db, reset: typeof passwordResets.$inferInsert): Promise<void> {
  await db.insert(passwordResets).values(reset);
}

export async function findReset(db: Db, tokenHash: Buffer): Promise<PasswordReset | undefined> {
  const [row] = await db.select().from(passwordResets).where(eq(passwordResets.tokenHash, tokenHash));
  return row;
}

export async function findResetById(db: Db, id: string): Promise<PasswordReset | undefined> {
  const [row] = await db.select().from(passwordResets).where(eq(passwordResets.id, id));
  return row;
}

/** Tells whether the owner of this account was asked to confirm a reset since then. */
export async function hadResetSince(db: Db, accountId: number, since: Date): Promise<boolean> {
  const isRecent = and(eq(passwordResets.accountId, accountId), gt(passwordResets.createdAt, since));
  return (await db.$count(passwordResets, isRecent)) > 0;
}

/** Marks a reset as used. */
export async function consumeReset(db: Db, id: string, now: Date): Promise<void> {
  await db.update(passwordResets).set({ usedAt: now }).where(eq(passwordResets.id, id));
}
