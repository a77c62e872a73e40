import { asc, eq, getTableColumns, getTableName, inArray, lte, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { cards, digests, interactions, messages, requests } from "./schema.ts";

/** The tables that are queues: a row with a `runAt` is work, and a lease says whose. */
export type Queue = typeof requests | typeof cards | typeof messages | typeof digests | typeof interactions;
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
export async function claimDue<Q extends Queue>(
  db: Db,
  queue: Q,
  { by, now, leaseMs, limit }: Claim,
): Promise<Leased<Q>[]> {
  const until = leaseEnd({ now, leaseMs });
  const rows = await claimOf(db, queue).execute({ by, now, until, limit });
  return rows as unknown as Leased<Q>[];
}

type PreparedClaim = ReturnType<typeof prepareClaim>;
const claims = new WeakMap<Db, Map<Queue, PreparedClaim>>();

/** Prepared once for each database and queue: the claim stands between every commit and its stage. */
function claimOf(db: Db, queue: Queue): PreparedClaim {
  const ofDatabase = claims.get(db) ?? new Map<Queue, PreparedClaim>();
  claims.set(db, ofDatabase);
  const claim = ofDatabase.get(queue) ?? prepareClaim(db, queue);
  ofDatabase.set(queue, claim);
  return claim;
}

function prepareClaim(db: Db, queue: Queue) {
  // The queues share the leased columns; drizzle cannot build on a union of tables.
  const table = queue as typeof requests;
  const due = db.$with("due").as(
    db
      .select({ id: table.id })
      .from(table)
      .where(lte(table.runAt, sql.placeholder("now")))
      .orderBy(asc(table.runAt))
      .limit(sql.placeholder("limit"))
      .for("update", { skipLocked: true }),
  );
  return db
    .with(due)
    .update(table)
    .set({
      leaseToken: sql`nextval('lease_tokens')`,
      leaseBy: sql`${sql.placeholder("by")}`,
      runAt: sql`${sql.placeholder("until")}`,
    })
    .from(due)
    .where(eq(table.id, due.id))
    .returning(getTableColumns(table))
    .prepare(`claim-${getTableName(table)}`);
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
