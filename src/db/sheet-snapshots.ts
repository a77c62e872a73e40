import { and, desc, eq, getTableColumns, lt, lte, ne } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type SheetSnapshot, sheetSnapshots } from "./tables/sheet-snapshots.ts";

/** The tab of which there are snapshots. */
export type SnapshotPlace = Pick<SheetSnapshot, "spreadsheet" | "tab">;
/** A snapshot without its contents. */
export type SnapshotLine = Omit<SheetSnapshot, "contents">;

const { contents: _contents, ...lineColumns } = getTableColumns(sheetSnapshots);

const of = ({ spreadsheet, tab }: SnapshotPlace) =>
  and(eq(sheetSnapshots.spreadsheet, spreadsheet), eq(sheetSnapshots.tab, tab));

/** Lists the snapshots of a tab, the latest first. */
export async function listSnapshots(db: Db, place: SnapshotPlace): Promise<SnapshotLine[]> {
  return db.select(lineColumns).from(sheetSnapshots).where(of(place)).orderBy(desc(sheetSnapshots.id));
}

export async function findLatestSnapshot(db: Db, place: SnapshotPlace): Promise<SnapshotLine | undefined> {
  const [row] = await db
    .select(lineColumns)
    .from(sheetSnapshots)
    .where(of(place))
    .orderBy(desc(sheetSnapshots.id))
    .limit(1);
  return row;
}

/** Returns the snapshot with the most rows of those that were last seen after a moment, and of the latest one before it. */
export async function findLargestSnapshot(
  db: Db,
  place: SnapshotPlace,
  since: Date,
): Promise<SnapshotLine | undefined> {
  const all = (await listSnapshots(db, place)).filter(({ seenAt }, at) => at <= 1 || seenAt >= since);
  return all.toSorted((a, b) => b.rowCount - a.rowCount || a.id - b.id)[0];
}

/** Returns the last snapshot of a tab that was taken before a moment. */
export async function findSnapshotBefore(
  db: Db,
  place: SnapshotPlace,
  before: Date,
): Promise<SheetSnapshot | undefined> {
  const [row] = await db
    .select()
    .from(sheetSnapshots)
    .where(and(of(place), lte(sheetSnapshots.takenAt, before)))
    .orderBy(desc(sheetSnapshots.id))
    .limit(1);
  return row;
}

export async function findSnapshot(
  db: Db,
  place: SnapshotPlace,
  id: number,
): Promise<SheetSnapshot | undefined> {
  const [row] = await db
    .select()
    .from(sheetSnapshots)
    .where(and(of(place), eq(sheetSnapshots.id, id)));
  return row;
}

/** Records a snapshot. If it is equal to the latest one, only the time when that was last seen changes. Returns it. */
export async function recordSnapshot(
  db: Db,
  snapshot: Omit<SheetSnapshot, "id" | "takenAt" | "seenAt">,
  now: Date,
): Promise<{ readonly snapshot: SnapshotLine; readonly isNew: boolean }> {
  const latest = await findLatestSnapshot(db, snapshot);
  if (latest?.digest === snapshot.digest) {
    await db.update(sheetSnapshots).set({ seenAt: now }).where(eq(sheetSnapshots.id, latest.id));
    return { snapshot: { ...latest, seenAt: now }, isNew: false };
  }
  const [row] = await db
    .insert(sheetSnapshots)
    .values({ ...snapshot, takenAt: now, seenAt: now })
    .returning(lineColumns);
  if (!row) throw new Error("A new snapshot was not returned");
  return { snapshot: row, isNew: true };
}

/** Deletes the snapshots of a tab that were last seen before a moment, except for the latest one. Returns how many. */
export async function deleteOldSnapshots(db: Db, place: SnapshotPlace, before: Date): Promise<number> {
  const latest = await findLatestSnapshot(db, place);
  const rows = await db
    .delete(sheetSnapshots)
    .where(and(of(place), lt(sheetSnapshots.seenAt, before), ne(sheetSnapshots.id, latest?.id ?? -1)))
    .returning({ id: sheetSnapshots.id });
  return rows.length;
}
