import {
  and,
  asc,
  eq,
  getTableColumns,
  getTableName,
  inArray,
  isNotNull,
  isNull,
  lte,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import type { Db } from "./client.ts";
import type { Delivery } from "./names.ts";
import type { digests } from "./tables/digests.ts";
import type { interactions } from "./tables/interactions.ts";
import { notifications } from "./tables/notifications.ts";
import { requests } from "./tables/requests.ts";
import { type View, views } from "./tables/views.ts";

/** The tables that are queues. A row with a `runAt` is work, and its lease says which process does it. */
export type Queue =
  | typeof requests
  | typeof views
  | typeof notifications
  | typeof digests
  | typeof interactions;
/** A way of delivery, an audience, or a mirror. */
export type QueuePart = Delivery | View["audience"];
export type Leased<Q extends Queue> = Q["$inferSelect"] & { readonly leaseToken: number };

export interface LeaseOptions {
  /** The number of the process that takes the leases. */
  readonly by: number;
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
  /** These rows are never leased, because their previous work is still running. */
  readonly except?: readonly number[];
  /** Skips leased rows, even if the lease has expired. */
  readonly onlyFree?: boolean;
  /** Leases only these parts of the queue: notifications with these ways of delivery, or views for these audiences. */
  readonly parts?: readonly QueuePart[];
}

/**
 * Leases up to `limit` due rows, oldest first. `runAt` becomes the end of the lease, so that one index finds both due and
 * abandoned rows.
 */
export async function leaseDue<Q extends Queue>(
  db: Db,
  queue: Q,
  { by, now, leaseMs, limit, except = [], onlyFree = false, parts }: LeaseOptions,
): Promise<Leased<Q>[]> {
  const until = leaseEnd({ now, leaseMs });
  const rows = await findStatement(db, queue, parts).execute({ by, now, until, limit, except, onlyFree });
  return rows as unknown as Leased<Q>[];
}

type LeaseStatement = ReturnType<typeof prepareStatement>;
const statements = new WeakMap<Db, Map<string, LeaseStatement>>();

/** Returns the statement, which is prepared once per database and queue because every stage has to wait for it. */
function findStatement(db: Db, queue: Queue, parts: readonly QueuePart[] | undefined): LeaseStatement {
  const ofDatabase = statements.get(db) ?? new Map<string, LeaseStatement>();
  statements.set(db, ofDatabase);
  const name = ["lease-due", getTableName(queue), ...(parts ?? [])].join("-");
  const statement = ofDatabase.get(name) ?? prepareStatement(db, queue, parts, name);
  ofDatabase.set(name, statement);
  return statement;
}

function prepareStatement(db: Db, queue: Queue, parts: readonly QueuePart[] | undefined, name: string) {
  // The queues share the leased columns; drizzle cannot build on a union of tables.
  const table = queue as typeof requests;
  const due = db.$with("due").as(
    db
      .select({ id: table.id })
      .from(table)
      .where(
        and(
          lte(table.runAt, sql.placeholder("now")),
          sql`${table.id} <> all(${sql.placeholder("except")}::bigint[])`,
          sql`(${table.leaseToken} is null or not ${sql.placeholder("onlyFree")}::boolean)`,
          parts ? inArray(partColumn(queue), [...parts]) : undefined,
        ),
      )
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
    .prepare(name);
}

/**
 * Leases this one request, whether or not it is due, unless another process works on it. `dead` is the number of a process that
 * has ended and can't return its lease. Returns undefined if someone else has it, or if it only waits for a person.
 */
export async function leaseRequest(
  db: Db,
  id: number,
  {
    by,
    now,
    leaseMs,
    dead,
  }: Pick<LeaseOptions, "by" | "now" | "leaseMs"> & { readonly dead?: number | undefined },
): Promise<Leased<typeof requests> | undefined> {
  const isFree =
    dead === undefined
      ? isNull(requests.leaseToken)
      : or(isNull(requests.leaseToken), eq(requests.leaseBy, dead));
  const [row] = await db
    .update(requests)
    .set({ leaseToken: sql`nextval('lease_tokens')`, leaseBy: by, runAt: leaseEnd({ now, leaseMs }) })
    .where(and(eq(requests.id, id), isNotNull(requests.runAt), isFree))
    .returning();
  return row as Leased<typeof requests> | undefined;
}

/** Extends the leases of long work. A token that is no longer ours is skipped. */
export async function extendLeases(
  db: Db,
  queue: Queue,
  tokens: readonly number[],
  lease: Pick<LeaseOptions, "by" | "now" | "leaseMs">,
): Promise<void> {
  if (tokens.length === 0) return;
  const table = queue as typeof requests;
  await db
    .update(table)
    .set({ runAt: leaseEnd(lease) })
    // Only leased rows are indexed. Without the process's number, PostgreSQL would scan every closed request.
    .where(and(eq(table.leaseBy, lease.by), inArray(table.leaseToken, [...tokens])));
}

/** Returns a row whose work did not finish, so that any process can take it from then on. The process's number is for the index, as above. */
export async function returnLease(
  db: Db,
  queue: Queue,
  { leaseToken, leaseBy }: Pick<Leased<Queue>, "leaseToken" | "leaseBy">,
  from: Date,
): Promise<void> {
  const table = queue as typeof requests;
  await db
    .update(table)
    .set({ leaseToken: null, leaseBy: null, runAt: from })
    .where(and(eq(table.leaseBy, leaseBy ?? -1), eq(table.leaseToken, leaseToken)));
}

/**
 * Returns every row that a process holds except those with these tokens: rows that it leased without knowing, because
 * the response was lost.
 */
export async function returnOthers(
  db: Db,
  queue: Queue,
  { by, now, parts }: Pick<LeaseOptions, "by" | "now" | "parts">,
  tokens: readonly number[],
): Promise<void> {
  const table = queue as typeof requests;
  await db
    .update(table)
    .set({ leaseToken: null, leaseBy: null, runAt: now })
    .where(
      and(
        eq(table.leaseBy, by),
        tokens.length > 0 ? notInArray(table.leaseToken, [...tokens]) : undefined,
        parts ? inArray(partColumn(queue), [...parts]) : undefined,
      ),
    );
}

/** The column that divides a queue between several loops. */
const partColumn = (queue: Queue) => (queue === views ? views.audience : notifications.via);

function leaseEnd({ now, leaseMs }: Pick<LeaseOptions, "now" | "leaseMs">): Date {
  return new Date(now.getTime() + leaseMs);
}
