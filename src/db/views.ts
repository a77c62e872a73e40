import { and, eq, inArray, isNotNull, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { AUDIENCES, OPEN_STATUSES } from "./names.ts";
import { requests } from "./tables/requests.ts";
import { type View, views } from "./tables/views.ts";

/**
 * Records what a view shows now. It stays due if the request has changed in the meantime. Does nothing if another process has
 * leased the view; a view that is not leased and was never recorded as posted is recorded as well.
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

/** Lists all views of a request. */
export async function listViews(db: Db, requestId: number): Promise<View[]> {
  return db.select().from(views).where(eq(views.requestId, requestId));
}

/**
 * Adopts this message as the view in its place, if there is none and no process is posting one right now. It is then
 * updated. Returns whether it was adopted.
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

/** Takes a card out of its digest, so that it is posted separately. */
export async function detachFromDigest(db: Db, id: number): Promise<void> {
  await db.update(views).set({ digestId: null }).where(eq(views.id, id));
}

/** Collapses the cards of requests that ended before then to one line. Returns how many. */
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

/** Makes every card and list that shows this request due now. One that is being shown at the moment isn't touched. */
export async function showRequestAgain(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(views)
    .set({ runAt: sql`least(coalesce(${views.runAt}, 'infinity'), ${now.toISOString()}::timestamptz)` })
    .where(
      and(
        eq(views.requestId, requestId),
        inArray(views.audience, [...AUDIENCES]),
        isNull(views.leaseToken),
        or(isNotNull(views.message), isNotNull(views.digestId)),
      ),
    );
}

/** Updates every card of an open request whose note about the dry run is outdated. */
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

/** Records that showing a card failed; it is retried at `runAt`. */
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
