import { and, eq, isNotNull, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Interaction, interactions } from "./schema.ts";

type NewInteraction = Omit<
  typeof interactions.$inferInsert,
  "id" | "finishedAt" | "runAt" | "attempt" | "leaseToken"
>;

/**
 * Writes an interaction down as in the hands of this process, to be taken up by another at `takeUpAt` or when this one dies.
 * False: it is there already.
 */
export async function recordInteraction(db: Db, given: NewInteraction, takeUpAt: Date): Promise<boolean> {
  const rows = await db
    .insert(interactions)
    .values({ ...given, runAt: takeUpAt, leaseToken: sql`nextval('lease_tokens')` })
    .onConflictDoNothing()
    .returning({ id: interactions.id });
  return rows.length > 0;
}

/** It is done and answered. What was typed is nobody's business any more. */
export async function finishInteraction(db: Db, key: string, now: Date): Promise<void> {
  await db
    .update(interactions)
    .set({ finishedAt: now, text: "", runAt: null, leaseToken: null, leaseBy: null })
    .where(eq(interactions.key, key));
}

/** It could not be done or answered, and is taken up again at `runAt`. Nothing happens to one whose lease is lost. */
export async function postponeInteraction(
  db: Db,
  { id, leaseToken }: Pick<Interaction, "id" | "leaseToken">,
  { runAt, attempt }: Pick<Interaction, "runAt" | "attempt">,
): Promise<void> {
  await db
    .update(interactions)
    .set({ runAt, attempt, leaseToken: null, leaseBy: null })
    .where(and(eq(interactions.id, id), eq(interactions.leaseToken, leaseToken ?? -1)));
}

/** Deletes what was finished before. Returns how many. */
export async function deleteOldInteractions(db: Db, before: Date): Promise<number> {
  const rows = await db
    .delete(interactions)
    .where(and(isNotNull(interactions.finishedAt), lt(interactions.finishedAt, before)))
    .returning({ id: interactions.id });
  return rows.length;
}
