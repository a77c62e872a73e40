import type { Db } from "./client.ts";
import { cronSlots } from "./schema.ts";

/** True for the one process that takes this slot; it does the work. */
export async function takeSlot(db: Db, name: string, slot: Date): Promise<boolean> {
  const rows = await db.insert(cronSlots).values({ name, slot }).onConflictDoNothing().returning();
  return rows.length === 1;
}
