import { eq, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { failures } from "./schema.ts";

export interface Failures {
  readonly count: number;
  /** When the first of them happened. */
  readonly since: Date;
}

/** Counts one more failure under this key. After `windowMs` the counting begins again. */
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

/** It was no failure after all. */
export async function uncountFailure(db: Db, key: string): Promise<void> {
  await db
    .update(failures)
    .set({ count: sql`greatest(${failures.count} - 1, 0)` })
    .where(eq(failures.key, key));
}

/** Undefined: none within `windowMs`. */
export async function readFailures(
  db: Db,
  key: string,
  now: Date,
  windowMs: number,
): Promise<Failures | undefined> {
  const [row] = await db.select().from(failures).where(eq(failures.key, key));
  return row && row.since.getTime() > now.getTime() - windowMs ? row : undefined;
}

/** Deletes what no window reaches any more, and the addresses of people with it. Returns how many. */
export async function deleteOldFailures(db: Db, before: Date): Promise<number> {
  const rows = await db.delete(failures).where(lt(failures.since, before)).returning({ key: failures.key });
  return rows.length;
}
