import { type Db, inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import {
  deleteOldSnapshots,
  findLargestSnapshot,
  findLatestSnapshot,
  recordSnapshot,
  type SnapshotLine,
  type SnapshotPlace,
} from "../../db/sheet-snapshots.ts";
import { packSnapshot, type Snapshot } from "../../intake/sheets/snapshot.ts";
import { dueDate } from "../jobs/due-date.ts";

interface BackupContext {
  readonly db: Db;
  readonly now: Date;
  readonly adminChannel: string;
  /** Snapshots that were last seen longer ago are deleted. */
  readonly keepMs: number;
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
  { db, now, adminChannel, keepMs }: BackupContext,
): Promise<Backup> {
  const packed = await packSnapshot(snapshot);
  return inTransaction(db, async (tx) => {
    const before = await findLatestSnapshot(tx, place);
    const rowCount = snapshot.rows.length;
    const { snapshot: taken, isNew } = await recordSnapshot(tx, { ...place, ...packed, rowCount }, now);
    await deleteOldSnapshots(tx, place, new Date(now.getTime() - keepMs));
    const largest = await findLargestSnapshot(tx, place, new Date(now.getTime() - DAY_MS));
    if (isNew && largest && rowCount < largest.rowCount * (1 - NOTABLE_SHRINK)) {
      await insertNotification(
        tx,
        {
          key: `sheet-shrank:${largest.id}`,
          template: "sheet-shrank",
          via: "channel",
          toName: "the admins",
          toEmail: null,
          toUser: adminChannel,
          data: {
            tab: place.tab,
            before: String(largest.rowCount),
            after: String(rowCount),
            from: String(largest.id),
          },
        },
        now,
      );
    }
    return { snapshot: taken, isNew, before };
  });
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
