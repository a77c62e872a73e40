import { eq, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Trouble, troubles } from "./tables/troubles.ts";

/** Counts a failure at this moment, once however many processes report it. Returns how often it has failed in a row. */
export async function countTrouble(db: Db, name: string, at: Date): Promise<number> {
  const [row] = await db
    .insert(troubles)
    .values({ name, count: 1, at })
    .onConflictDoUpdate({
      target: troubles.name,
      set: {
        count: sql`case when ${troubles.at} < excluded.at then ${troubles.count} + 1 else ${troubles.count} end`,
        at: sql`greatest(${troubles.at}, excluded.at)`,
      },
    })
    .returning({ count: troubles.count });
  return row?.count ?? 1;
}

/** Records which notification told the admins about it. */
export async function recordTold(db: Db, name: string, told: string): Promise<void> {
  await db.update(troubles).set({ told }).where(eq(troubles.name, name));
}

/** Ends a trouble. Returns it, for the one process that ended it; undefined if there was none. */
export async function endTrouble(db: Db, name: string): Promise<Trouble | undefined> {
  const [row] = await db.delete(troubles).where(eq(troubles.name, name)).returning();
  return row;
}
