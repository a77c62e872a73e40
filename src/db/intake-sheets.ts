import { and, eq, lte } from "drizzle-orm";
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
