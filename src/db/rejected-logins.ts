import { and, eq, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { rejectedLogins } from "./tables/rejected-logins.ts";

export type RejectedLogin = Pick<typeof rejectedLogins.$inferSelect, "rejections" | "problem" | "nextTryAt">;

interface Key {
  readonly system: string;
  readonly fingerprint: string;
}

interface Rejection {
  readonly problem: string;
  /** The pauses after the first rejection, the second, and so on. */
  readonly pausesMs: readonly number[];
  readonly now: Date;
}

/** Rows are kept longer than the longest pause. Rows of credentials that were changed are not needed. */
const KEEP_MS = 30 * 24 * 3_600_000;

const ofKey = ({ system, fingerprint }: Key) =>
  and(eq(rejectedLogins.system, system), eq(rejectedLogins.fingerprint, fingerprint));

export async function findRejectedLogin(db: Db, key: Key): Promise<RejectedLogin | undefined> {
  const [row] = await db.select().from(rejectedLogins).where(ofKey(key));
  return row;
}

/** Counts a rejection, also if several processes were rejected at the same moment. */
export async function recordRejectedLogin(
  db: Db,
  key: Key,
  { problem, pausesMs, now }: Rejection,
): Promise<RejectedLogin> {
  await db.delete(rejectedLogins).where(lt(rejectedLogins.nextTryAt, new Date(now.getTime() - KEEP_MS)));
  const [counted] = await db
    .insert(rejectedLogins)
    .values({ ...key, problem, rejections: 1, nextTryAt: now })
    .onConflictDoUpdate({
      target: [rejectedLogins.system, rejectedLogins.fingerprint],
      set: { problem, rejections: sql`${rejectedLogins.rejections} + 1` },
    })
    .returning({ rejections: rejectedLogins.rejections });
  const rejections = counted?.rejections ?? 1;
  const pauseMs = pausesMs[Math.min(rejections, pausesMs.length) - 1] ?? 0;
  const nextTryAt = new Date(now.getTime() + pauseMs);
  await db.update(rejectedLogins).set({ nextTryAt }).where(ofKey(key));
  return { rejections, problem, nextTryAt };
}

export async function deleteRejectedLogin(db: Db, key: Key): Promise<void> {
  await db.delete(rejectedLogins).where(ofKey(key));
}

/** Allows every credential to be tried again. Returns how many were paused. */
export async function deleteOldRejectedLogins(db: Db): Promise<number> {
  return (await db.delete(rejectedLogins).returning({ system: rejectedLogins.system })).length;
}
