import { and, eq, gt, lte } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { SheetSource } from "./names.ts";
import { type IntakeSheet, intakeSheets } from "./tables/intake-sheets.ts";

/** Takes the next reading of a sheet, if it is due. Undefined if it isn't, or if another process was faster. */
export async function claimReading(
  db: Db,
  source: SheetSource,
  { now, nextAt }: { readonly now: Date; readonly nextAt: Date },
): Promise<IntakeSheet | undefined> {
  await db.insert(intakeSheets).values({ source, nextAt: now }).onConflictDoNothing();
  const [row] = await db
    .update(intakeSheets)
    .set({ nextAt })
    .where(and(eq(intakeSheets.source, source), lte(intakeSheets.nextAt, now)))
    .returning();
  return row;
}

/** Ends a pause that would last longer than until then: the next reading is due now. */
export async function endLongPause(db: Db, source: SheetSource, now: Date, until: Date): Promise<void> {
  await db
    .update(intakeSheets)
    .set({ nextAt: now })
    .where(and(eq(intakeSheets.source, source), gt(intakeSheets.nextAt, until)));
}

export async function findSheet(db: Db, source: SheetSource): Promise<IntakeSheet | undefined> {
  const [row] = await db.select().from(intakeSheets).where(eq(intakeSheets.source, source));
  return row;
}

export async function updateSheet(
  db: Db,
  source: SheetSource,
  set: Partial<Omit<IntakeSheet, "source">>,
): Promise<void> {
  await db.update(intakeSheets).set(set).where(eq(intakeSheets.source, source));
}
