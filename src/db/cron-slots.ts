import { and, asc, desc, eq, gte, lt } from "drizzle-orm";
import type { Db } from "./client.ts";
import { cronSlots } from "./tables/cron-slots.ts";

/** Returns true for the one process that takes this slot and runs the job. */
export async function takeSlot(db: Db, name: string, slot: Date): Promise<boolean> {
  const rows = await db.insert(cronSlots).values({ name, slot }).onConflictDoNothing().returning();
  return rows.length === 1;
}

/** Lists the slots of a job since then, oldest first, preceded by the last earlier one. */
export async function listSlots(db: Db, name: string, since: Date): Promise<Date[]> {
  const ofJob = eq(cronSlots.name, name);
  const select = () => db.select({ slot: cronSlots.slot }).from(cronSlots);
  const before = await select()
    .where(and(ofJob, lt(cronSlots.slot, since)))
    .orderBy(desc(cronSlots.slot))
    .limit(1);
  const rows = await select()
    .where(and(ofJob, gte(cronSlots.slot, since)))
    .orderBy(asc(cronSlots.slot));
  return [...before, ...rows].map(({ slot }) => slot);
}
