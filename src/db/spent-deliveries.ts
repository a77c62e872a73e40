import { eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { interactions } from "./tables/interactions.ts";

/**
 * Records that something which counts once was delivered, such as a submitted form. Returns false if it was delivered before. It
 * is kept as long as finished interactions are.
 */
export async function spendDelivery(
  db: Db,
  { key, actor, action }: { readonly key: string; readonly actor: string; readonly action: string },
  now: Date,
): Promise<boolean> {
  const rows = await db
    .insert(interactions)
    .values({ key, actor, action, isCommand: false, text: "", receivedAt: now, finishedAt: now })
    .onConflictDoNothing()
    .returning({ id: interactions.id });
  return rows.length > 0;
}

/** Forgets it, because nothing was done: the form is still open, and the person corrects it. */
export async function unspendDelivery(db: Db, key: string): Promise<void> {
  await db.delete(interactions).where(eq(interactions.key, key));
}
