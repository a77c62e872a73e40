import { and, eq, inArray, isNotNull, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { requests, type View, views } from "./schema.ts";

/**
 * What the card shows now. It stays due while the request has changed since. Nothing happens to a card that somebody else
 * has in hand; one that nobody has, and that was never posted as far as we knew, stands there now.
 */
export async function recordShown(
  db: Db,
  card: Pick<View, "id" | "leaseToken">,
  shown: { readonly message: string | null; readonly version: number; readonly dryRun: boolean },
  now: Date,
): Promise<void> {
  await db
    .update(views)
    .set({
      message: shown.message,
      postedAt: sql`coalesce(${views.postedAt}, ${now.toISOString()})`,
      shownVersion: shown.version,
      shownDryRun: shown.dryRun,
      runAt: sql`case when ${views.wantedVersion} > ${shown.version} then ${now.toISOString()}::timestamptz end`,
      attempt: 0,
      deaths: 0,
      problem: null,
      leaseToken: null,
      leaseBy: null,
    })
    .where(or(ours(card), and(eq(views.id, card.id), isNull(views.leaseToken), isNull(views.message))));
}

/** Every place in which the request is shown. */
export async function listViews(db: Db, requestId: number): Promise<View[]> {
  return db.select().from(views).where(eq(views.requestId, requestId));
}

/**
 * Takes this message for the card in its place, if that has none and nobody is posting it at this moment. It is then shown
 * anew. Returns whether it did.
 */
export async function adoptView(
  db: Db,
  card: Pick<View, "requestId" | "audience" | "place"> & { readonly message: string },
  now: Date,
): Promise<boolean> {
  const rows = await db
    .insert(views)
    .values({ ...card, wantedVersion: 0, postedAt: now, runAt: now })
    .onConflictDoUpdate({
      target: [views.requestId, views.audience, views.place],
      set: { message: card.message, postedAt: now, digestId: null, runAt: now, attempt: 0, problem: null },
      setWhere: sql`${views.message} is null and ${views.leaseToken} is null`,
    })
    .returning({ id: views.id });
  return rows.length > 0;
}

/** The card is posted by itself from now on, not in a digest. */
export async function detachFromDigest(db: Db, id: number): Promise<void> {
  await db.update(views).set({ digestId: null }).where(eq(views.id, id));
}

/** Cards of requests that have been over since then become one line. Returns how many. */
export async function collapseViews(db: Db, before: Date, now: Date): Promise<number> {
  const over = db
    .select({ id: requests.id })
    .from(requests)
    .where(and(notInArray(requests.status, [...OPEN_STATUSES]), lt(requests.updatedAt, before)));
  const rows = await db
    .update(views)
    .set({ collapsed: true, runAt: sql`coalesce(${views.runAt}, ${now.toISOString()})` })
    .where(and(eq(views.collapsed, false), isNotNull(views.message), inArray(views.requestId, over)))
    .returning({ id: views.id });
  return rows.length;
}

/** Has every card of an open request shown again whose word on whether this is a dry run is not true any more. */
export async function refreshDryRun(db: Db, dryRun: boolean, now: Date): Promise<void> {
  const open = db
    .select({ id: requests.id })
    .from(requests)
    .where(inArray(requests.status, [...OPEN_STATUSES]));
  await db
    .update(views)
    .set({ runAt: now })
    .where(
      and(
        eq(views.shownDryRun, !dryRun),
        isNotNull(views.postedAt),
        isNull(views.leaseToken),
        inArray(views.requestId, open),
      ),
    );
}

/** The card could not be shown; it is tried again at `runAt`. */
export async function recordShowFailure(
  db: Db,
  card: Pick<View, "id" | "leaseToken">,
  { runAt, attempt, problem }: Pick<View, "runAt" | "attempt" | "problem">,
): Promise<void> {
  await db
    .update(views)
    .set({ runAt, attempt, deaths: 0, problem, leaseToken: null, leaseBy: null })
    .where(ours(card));
}

function ours({ id, leaseToken }: Pick<View, "id" | "leaseToken">) {
  return and(eq(views.id, id), eq(views.leaseToken, leaseToken ?? -1));
}
