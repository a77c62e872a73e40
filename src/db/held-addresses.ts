import { eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { heldAddresses } from "./schema.ts";

/** From now on requests from this address are held back. */
export async function holdAddress(db: Db, held: typeof heldAddresses.$inferInsert): Promise<void> {
  await db
    .insert(heldAddresses)
    .values({ ...held, email: held.email.toLowerCase() })
    .onConflictDoNothing();
}

export async function isHeld(db: Db, email: string): Promise<boolean> {
  const rows = await db.select().from(heldAddresses).where(eq(heldAddresses.email, email.toLowerCase()));
  return rows.length > 0;
}

export async function releaseAddress(db: Db, email: string): Promise<void> {
  await db.delete(heldAddresses).where(eq(heldAddresses.email, email.toLowerCase()));
}
