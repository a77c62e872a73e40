import { and, eq, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { refusedLogins } from "./tables/refused-logins.ts";

export type RefusedLogin = Pick<typeof refusedLogins.$inferSelect, "refusals" | "problem" | "nextTryAt">;

interface Key {
  readonly system: string;
  readonly fingerprint: string;
}

interface Refusal {
  readonly problem: string;
  /** How long to pause after the first rejection, the second, and so on. */
  readonly pausesMs: readonly number[];
  readonly now: Date;
}

/** Long enough for the longest pause. Rows of credentials that were changed are not needed. */
const KEEP_MS = 30 * 24 * 3_600_000;

const ofKey = ({ system, fingerprint }: Key) =>
  and(eq(refusedLogins.system, system), eq(refusedLogins.fingerprint, fingerprint));

export async function findRefusedLogin(db: Db, key: Key): Promise<RefusedLogin | undefined> {
  const [row] = await db.select().from(refusedLogins).where(ofKey(key));
  return row;
}

/** Counts a rejection, also if several processes were rejected at the same moment. */
export async function recordRefusedLogin(
  db: Db,
  key: Key,
  { problem, pausesMs, now }: Refusal,
): Promise<RefusedLogin> {
  await db.delete(refusedLogins).where(lt(refusedLogins.nextTryAt, new Date(now.getTime() - KEEP_MS)));
  const [counted] = await db
    .insert(refusedLogins)
    .values({ ...key, problem, refusals: 1, nextTryAt: now })
    .onConflictDoUpdate({
      target: [refusedLogins.system, refusedLogins.fingerprint],
      set: { problem, refusals: sql`${refusedLogins.refusals} + 1` },
    })
    .returning({ refusals: refusedLogins.refusals });
  const refusals = counted?.refusals ?? 1;
  const pauseMs = pausesMs[Math.min(refusals, pausesMs.length) - 1] ?? 0;
  const nextTryAt = new Date(now.getTime() + pauseMs);
  await db.update(refusedLogins).set({ nextTryAt }).where(ofKey(key));
  return { refusals, problem, nextTryAt };
}

export async function deleteRefusedLogin(db: Db, key: Key): Promise<void> {
  await db.delete(refusedLogins).where(ofKey(key));
}

/** Allows every credential to be tried again. Returns how many were paused. */
export async function deleteOldRefusedLogins(db: Db): Promise<number> {
  return (await db.delete(refusedLogins).returning({ system: refusedLogins.system })).length;
}
