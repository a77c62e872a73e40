import { eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { quarantinedAddresses } from "./tables/quarantined-addresses.ts";

/** Puts future requests from this address on hold. */
export async function quarantineAddress(
  db: Db,
  held: typeof quarantinedAddresses.$inferInsert,
): Promise<void> {
  await db
    .insert(quarantinedAddresses)
    .values({ ...held, email: held.email.toLowerCase() })
    .onConflictDoNothing();
}

export async function isQuarantinedAddress(db: Db, email: string): Promise<boolean> {
  const rows = await db
    .select()
    .from(quarantinedAddresses)
    .where(eq(quarantinedAddresses.email, email.toLowerCase()));
  return rows.length > 0;
}

export async function releaseAddress(db: Db, email: string): Promise<void> {
  await db.delete(quarantinedAddresses).where(eq(quarantinedAddresses.email, email.toLowerCase()));
}
