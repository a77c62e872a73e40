import { asc, eq, getTableColumns, inArray, lte, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { cards, messages, requests } from "./schema.ts";

/** The tables that are queues: a row with a `runAt` is work, and a lease says whose. */
export type Queue = typeof requests | typeof cards | typeof messages;
export type Leased<Q extends Queue> = Q["$inferSelect"] & { readonly leaseToken: number };

export interface Claim {
  /** Number of the claiming process. */
  readonly by: number;
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
}

/**
 * Takes up to `limit` due rows that nobody holds, oldest first. `runAt` becomes the end of the lease,
 * so the one index on it finds what is due and what was abandoned alike.
 */
export async function claimDue<Q extends Queue>(db: Db, queue: Q, claim: Claim): Promise<Leased<Q>[]> {
  // The three queues share the leased columns; drizzle cannot build on a union of tables.
  const table = queue as typeof requests;
  const due = db
    .$with("due")
    .as(
      db
        .select({ id: table.id })
        .from(table)
        .where(lte(table.runAt, claim.now))
        .orderBy(asc(table.runAt))
        .limit(claim.limit)
        .for("update", { skipLocked: true }),
    );
  const rows = await db
    .with(due)
    .update(table)
    .set({ leaseToken: sql`nextval('lease_tokens')`, leaseBy: claim.by, runAt: leaseEnd(claim) })
    .from(due)
    .where(eq(table.id, due.id))
    .returning(getTableColumns(table));
  return rows as unknown as Leased<Q>[];
}

/** Keeps rows that take long. A token that is no longer ours is passed over. */
export async function extendLeases(
  db: Db,
  queue: Queue,
  tokens: readonly number[],
  claim: Pick<Claim, "now" | "leaseMs">,
): Promise<void> {
  if (tokens.length === 0) return;
  const table = queue as typeof requests;
  await db
    .update(table)
    .set({ runAt: leaseEnd(claim) })
    .where(inArray(table.leaseToken, [...tokens]));
}

/** Hands rows back, to be taken by anybody at once: a graceful stop. */
export async function returnLeases(db: Db, queue: Queue, by: number, now: Date): Promise<void> {
  const table = queue as typeof requests;
  await db.update(table).set({ leaseToken: null, leaseBy: null, runAt: now }).where(eq(table.leaseBy, by));
}

function leaseEnd({ now, leaseMs }: Pick<Claim, "now" | "leaseMs">): Date {
  return new Date(now.getTime() + leaseMs);
}
