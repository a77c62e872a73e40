import { and, asc, eq, gte } from "drizzle-orm";
import type { Db } from "./client.ts";
import { cronSlots } from "./schema.ts";

/** True for the one process that takes this slot; it does the work. */
export async function takeSlot(db: Db, name: string, slot: Date): Promise<boolean> {
  const rows = await db.insert(cronSlots).values({ name, slot }).onConflictDoNothing().returning();
  return rows.length === 1;
}

/** The slots of a job since then, oldest first. */
export async function listSlots(db: Db, name: string, since: Date): Promise<Date[]> {
  const rows = await db
    .select({ slot: cronSlots.slot })
    .from(cronSlots)
    .where(and(eq(cronSlots.name, name), gte(cronSlots.slot, since)))
    .orderBy(asc(cronSlots.slot));
  return rows.map(({ slot }) => slot);
}
