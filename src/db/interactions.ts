import { and, eq, isNotNull, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { interactions, type StoredInteraction } from "./tables/interactions.ts";

type NewInteraction = Omit<
  typeof interactions.$inferInsert,
  "id" | "finishedAt" | "runAt" | "attempt" | "leaseToken"
>;

/**
 * Records an interaction as leased by this process. Another process takes it over at `takeUpAt`, or when this one dies.
 * Returns false if it was already recorded.
 */
export async function recordInteraction(db: Db, given: NewInteraction, takeUpAt: Date): Promise<boolean> {
  const rows = await db
    .insert(interactions)
    .values({ ...given, runAt: takeUpAt, leaseToken: sql`nextval('lease_tokens')` })
    .onConflictDoNothing()
    .returning({ id: interactions.id });
  return rows.length > 0;
}

/** Marks an interaction as finished and erases what was typed, which is no longer needed. */
export async function finishInteraction(db: Db, key: string, now: Date): Promise<void> {
  await db
    .update(interactions)
    .set({ finishedAt: now, text: "", runAt: null, leaseToken: null, leaseBy: null })
    .where(eq(interactions.key, key));
}

/** Schedules another attempt at `runAt`. Does nothing if the lease is lost. */
export async function postponeInteraction(
  db: Db,
  { id, leaseToken }: Pick<StoredInteraction, "id" | "leaseToken">,
  { runAt, attempt }: Pick<StoredInteraction, "runAt" | "attempt">,
): Promise<void> {
  await db
    .update(interactions)
    .set({ runAt, attempt, leaseToken: null, leaseBy: null })
    .where(and(eq(interactions.id, id), eq(interactions.leaseToken, leaseToken ?? -1)));
}

/** Deletes interactions that finished before then. Returns how many. */
export async function deleteOldInteractions(db: Db, before: Date): Promise<number> {
  const rows = await db
    .delete(interactions)
    .where(and(isNotNull(interactions.finishedAt), lt(interactions.finishedAt, before)))
    .returning({ id: interactions.id });
  return rows.length;
}
