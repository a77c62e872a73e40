import { eq, inArray } from "drizzle-orm";
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
  return (await listQuarantinedAddresses(db, [email])).size > 0;
}

/** Finds out from which of these addresses requests are put on hold. Returns them in lower case. */
export async function listQuarantinedAddresses(
  db: Db,
  emails: readonly string[],
): Promise<ReadonlySet<string>> {
  if (emails.length === 0) return new Set();
  const addresses = emails.map((email) => email.toLowerCase());
  const rows = await db
    .select({ email: quarantinedAddresses.email })
    .from(quarantinedAddresses)
    .where(inArray(quarantinedAddresses.email, addresses));
  return new Set(rows.map(({ email }) => email));
}

export async function releaseAddress(db: Db, email: string): Promise<void> {
  await db.delete(quarantinedAddresses).where(eq(quarantinedAddresses.email, email.toLowerCase()));
}
