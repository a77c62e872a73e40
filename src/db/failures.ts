import { eq, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { failures } from "./tables/failures.ts";

export interface Failures {
  readonly count: number;
  /** The time of the first failure. */
  readonly since: Date;
}

/** Counts a failure for this key. After `windowMs` the count starts again. */
export async function countFailure(db: Db, key: string, now: Date, windowMs: number): Promise<Failures> {
  const isOver = sql`${failures.since} <= ${new Date(now.getTime() - windowMs)}`;
  const [row] = await db
    .insert(failures)
    .values({ key, count: 1, since: now })
    .onConflictDoUpdate({
      target: failures.key,
      set: {
        count: sql`case when ${isOver} then 1 else ${failures.count} + 1 end`,
        since: sql`case when ${isOver} then excluded.since else ${failures.since} end`,
      },
    })
    .returning();
  return row ?? { count: 1, since: now };
}

/** Takes back a counted failure that turned out to be none. */
export async function uncountFailure(db: Db, key: string): Promise<void> {
  await db
    .update(failures)
    .set({ count: sql`greatest(${failures.count} - 1, 0)` })
    .where(eq(failures.key, key));
}

/** Returns the failures within `windowMs`; undefined if there are none. */
export async function readFailures(
  db: Db,
  key: string,
  now: Date,
  windowMs: number,
): Promise<Failures | undefined> {
  const [row] = await db.select().from(failures).where(eq(failures.key, key));
  return row && row.since.getTime() > now.getTime() - windowMs ? row : undefined;
}

/** Deletes rows that no window covers, together with the IP addresses in them. Returns how many. */
export async function deleteOldFailures(db: Db, before: Date): Promise<number> {
  const rows = await db.delete(failures).where(lt(failures.since, before)).returning({ key: failures.key });
  return rows.length;
}
