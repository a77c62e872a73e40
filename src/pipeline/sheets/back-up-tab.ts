import { type Db, inTransaction } from "../../db/client.ts";
import {
  deleteOldSnapshots,
  findLargestSnapshot,
  findLatestSnapshot,
  recordSnapshot,
  type SnapshotLine,
  type SnapshotPlace,
} from "../../db/sheet-snapshots.ts";
import { isPin, movingSource } from "../../intake/sheets/moving-source.ts";
import { readTab } from "../../intake/sheets/read-tab.ts";
import { packSnapshot, type Snapshot, takeSnapshot } from "../../intake/sheets/snapshot.ts";
import type { SpreadsheetContents, Tab } from "../../intake/sheets/spreadsheet.ts";
import { dueDate } from "../jobs/due-date.ts";
import { type SheetDeps, type SheetSetup, tellAdmins } from "./sheet-setup.ts";

interface BackupContext extends Pick<SheetDeps, "rules" | "now" | "announce"> {
  readonly db: Db;
  /** Snapshots that were last seen longer ago are deleted. */
  readonly keepMs: number;
}

/** Takes a snapshot of a tab with finished rows. Its headings are found by those of the tab that acct reads. */
export function snapshotOf(tab: Tab, contents: SpreadsheetContents, setup: SheetSetup): Snapshot {
  const { headings, namesOf } = movingSource(readTab(contents, setup));
  return takeSnapshot(tab, { wanted: headings.titles, namesOf, isPin });
}

/** If more rows than this part of a tab disappear in a day, the admins are told. */
const NOTABLE_SHRINK = 0.1;
/** A day, and the time by which a daily backup can be late. */
const DAY_MS = 26 * 3_600_000;

export interface Backup {
  readonly snapshot: SnapshotLine;
  /** False if the tab is as it was in the latest snapshot. */
  readonly isNew: boolean;
  /** The latest snapshot before this one. */
  readonly before?: SnapshotLine | undefined;
}

/**
 * Stores a snapshot of a tab. One that is equal to the latest one is only noted. If the tab has lost more than a tenth of its rows, the
 * admins are told, once.
 */
export async function backUpTab(
  place: SnapshotPlace,
  snapshot: Snapshot,
  { db, keepMs, ...deps }: BackupContext,
): Promise<Backup> {
  const packed = await packSnapshot(snapshot);
  const now = deps.now();
  return inTransaction(db, async (tx) => {
    const before = await findLatestSnapshot(tx, place);
    const rowCount = snapshot.rows.length;
    const { snapshot: taken, isNew } = await recordSnapshot(tx, { ...place, ...packed, rowCount }, now);
    await deleteOldSnapshots(tx, place, new Date(now.getTime() - keepMs));
    const largest = await findLargestSnapshot(tx, place, new Date(now.getTime() - DAY_MS));
    const hasShrunk = isNew && largest && rowCount < largest.rowCount * (1 - NOTABLE_SHRINK);
    if (hasShrunk) await tellOfShrink(tx, place, { from: largest, rowCount }, deps);
    return { snapshot: taken, isNew, before };
  });
}

async function tellOfShrink(
  tx: Db,
  { tab, spreadsheet }: SnapshotPlace,
  { from, rowCount }: { readonly from: SnapshotLine; readonly rowCount: number },
  deps: Pick<SheetDeps, "rules" | "now" | "announce">,
): Promise<void> {
  const lines = [
    `It has ${rowCount} rows now, and had ${from.rowCount} in backup ${from.id}.`,
    `To see what's missing, run: acct sheet diff --from ${from.id}`,
    `To write the backup into a new tab, run: acct sheet restore --from ${from.id} --to "${tab} (backup ${from.id})"`,
  ];
  const cause = `${spreadsheet} ${tab} has shrunk since ${from.id}`;
  await tellAdmins(tx, { title: `The tab "${tab}" has lost many rows`, lines, cause }, deps);
}

/** Tells whether a tab has no snapshot of this day yet. A new day begins at midnight in the time zone of the site. */
export async function isBackupDue(
  db: Db,
  place: SnapshotPlace,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<boolean> {
  const latest = await findLatestSnapshot(db, place);
  const dayOf = (at: Date) => dueDate(at, { at: "00:00", days: "daily" }, timeZone);
  return latest === undefined || dayOf(latest.seenAt) !== dayOf(now);
}
