import { and, asc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { QUOTA_IN_FORCE, type SheetSource, type TicketTemplate } from "./names.ts";
import { type IntakeRow, intakeRows } from "./tables/intake-rows.ts";
import { notifications } from "./tables/notifications.ts";
import { requests } from "./tables/requests.ts";
import { views } from "./tables/views.ts";

/**
 * Marks the rows of requests that are finished, or spam, as to be moved, once the row shows how the request ended and no email that
 * opens a ticket is on its way. Temporary quotas are
 * finished when they are in force. Requests that were denied or withdrawn stay. Returns how many rows were marked.
 */
export async function markRowsToMove(db: Db, source: SheetSource): Promise<number> {
  const rows = await db
    .update(intakeRows)
    .set({ moveTo: sql`case when ${requests.status} = 'spam' then 'spam' else 'finished' end` })
    .from(requests)
    .where(
      and(
        eq(intakeRows.source, source),
        eq(intakeRows.requestId, requests.id),
        eq(intakeRows.state, "requested"),
        isNull(intakeRows.moveTo),
        sql`(${requests.status} in ('closed', 'spam') or (${requests.status} = 'waiting' and ${requests.stage} = ${QUOTA_IN_FORCE}))`,
        sql`not exists (select 1 from ${views} where ${views.requestId} = ${requests.id} and ${views.audience} = 'sheet' and ${views.runAt} is not null)`,
        // The row will show when the email was sent.
        sql`not exists (select 1 from ${notifications} where ${notifications.requestId} = ${requests.id} and ${notifications.template} = ${"ticket-opened" satisfies TicketTemplate} and ${notifications.runAt} is not null)`,
      ),
    )
    .returning({ id: intakeRows.id });
  return rows.length;
}

/** A row that is on its way to another tab. */
export type MovingRow = IntakeRow & {
  readonly moveTo: NonNullable<IntakeRow["moveTo"]>;
  readonly moveId: string;
};

const isToMove = (source: SheetSource, spreadsheet: string) =>
  and(
    eq(intakeRows.source, source),
    eq(intakeRows.spreadsheet, spreadsheet),
    isNotNull(intakeRows.moveTo),
    isNull(intakeRows.movedAt),
  );

/** Counts the rows of a spreadsheet that are to be moved. */
export const countRowsToMove = (db: Db, source: SheetSource, spreadsheet: string): Promise<number> =>
  db.$count(intakeRows, isToMove(source, spreadsheet));

/**
 * Lists the rows of a spreadsheet that are to be moved, oldest first. From now on each has the ID of its move, by which its copy is
 * recognized: it's recorded before anything is written to the sheet.
 */
export async function takeRowsToMove(db: Db, source: SheetSource, spreadsheet: string): Promise<MovingRow[]> {
  const toMove = isToMove(source, spreadsheet);
  await db
    .update(intakeRows)
    .set({ moveId: sql`'move-' || gen_random_uuid()` })
    .where(and(toMove, isNull(intakeRows.moveId)));
  const rows = await db.select().from(intakeRows).where(toMove).orderBy(asc(intakeRows.id));
  return rows.flatMap(({ moveTo, moveId, ...row }) =>
    moveTo === null || moveId === null ? [] : [{ ...row, moveTo, moveId }],
  );
}

export async function recordCopied(db: Db, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(intakeRows)
    .set({ copiedAt: now })
    .where(and(inArray(intakeRows.id, [...ids]), isNull(intakeRows.copiedAt)));
}

export async function recordMoved(db: Db, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(intakeRows)
    .set({ movedAt: now })
    .where(inArray(intakeRows.id, [...ids]));
}
