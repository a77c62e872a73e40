import { and, eq, isNull, max, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isAny } from "./is-any.ts";
import type { IntakeRowState, SheetSource } from "./names.ts";
import { type IntakeRow, intakeRows, type NewIntakeRow } from "./tables/intake-rows.ts";
import { views } from "./tables/views.ts";

/** Finds the rows of a sheet that have one of these stamps or contents, in any of its tabs. */
export async function findKnownRows(
  db: Db,
  source: SheetSource,
  { stamps, digests }: { readonly stamps: readonly string[]; readonly digests: readonly string[] },
): Promise<IntakeRow[]> {
  return db
    .select()
    .from(intakeRows)
    .where(
      and(
        eq(intakeRows.source, source),
        or(sql`${intakeRows.stamp} = ${isAny(stamps)}`, sql`${intakeRows.digest} = ${isAny(digests)}`),
      ),
    )
    .orderBy(intakeRows.id);
}

/** More rows than this in one statement have too many parameters. */
const ROWS_AT_ONCE = 1000;

/** Records rows. A stamp that was recorded before stays with its row. */
export async function insertIntakeRows(db: Db, rows: readonly NewIntakeRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
    await db
      .insert(intakeRows)
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .onConflictDoNothing();
}

export async function updateIntakeRow(
  db: Db,
  id: number,
  set: Partial<Omit<NewIntakeRow, "id">>,
): Promise<void> {
  await db.update(intakeRows).set(set).where(eq(intakeRows.id, id));
}

/** Lists the rows of a request that are still in the tab where the form put them. */
export async function listRowsOfRequest(db: Db, requestId: number): Promise<IntakeRow[]> {
  return db
    .select()
    .from(intakeRows)
    .where(and(eq(intakeRows.requestId, requestId), isNull(intakeRows.movedAt)))
    .orderBy(intakeRows.id);
}

/** Wants the rows of a request to be moved to the Spam tab, unless they are on their way somewhere. */
export async function moveToSpam(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(intakeRows)
    .set({ moveTo: "spam", changedAt: now })
    .where(and(eq(intakeRows.requestId, requestId), isNull(intakeRows.moveTo), isNull(intakeRows.movedAt)));
}

/** Returns when the newest row was filled in, in ISO 8601 local time. */
export async function findNewestAnswer(db: Db, source: SheetSource): Promise<string | undefined> {
  const [row] = await db
    .select({ newest: max(intakeRows.answeredAt) })
    .from(intakeRows)
    .where(eq(intakeRows.source, source));
  return row?.newest ?? undefined;
}

/** Counts the rows of a sheet by their state. */
export async function countIntakeRows(
  db: Db,
  source: SheetSource,
): Promise<ReadonlyMap<IntakeRowState, number>> {
  const rows = await db
    .select({ state: intakeRows.state, count: sql<number>`count(*)::int` })
    .from(intakeRows)
    .where(eq(intakeRows.source, source))
    .groupBy(intakeRows.state);
  return new Map(rows.map(({ state, count }) => [state, count]));
}

/** Shows requests in their rows from now on, if that isn't so yet. */
export async function ensureSheetViews(
  db: Db,
  requestIds: readonly number[],
  place: string,
  now: Date,
): Promise<void> {
  if (requestIds.length === 0) return;
  await db
    .insert(views)
    .values(
      requestIds.map(
        (requestId) => ({ requestId, audience: "sheet", place, wantedVersion: 0, runAt: now }) as const,
      ),
    )
    .onConflictDoNothing();
}

/**
 * Makes the view due that shows a request in its row, because something that it shows has changed apart from the request. A process that
 * is showing it at this moment may have read the earlier state, so it loses its lease, and the row is shown once more.
 */
export async function showRowAgain(db: Db, requestId: number, now: Date): Promise<void> {
  await db
    .update(views)
    // A view without a message would count as shown, also by a process without a lease.
    .set({
      runAt: now,
      leaseToken: null,
      leaseBy: null,
      message: sql`coalesce(${views.message}, ${views.place})`,
    })
    .where(and(eq(views.requestId, requestId), eq(views.audience, "sheet")));
}
