import { randomInt } from "node:crypto";
import { alignColumns } from "../cli/align-columns.ts";
import type { Db } from "../db/client.ts";
import {
  findSnapshot,
  findSnapshotBefore,
  listSnapshots,
  type SnapshotLine,
  type SnapshotPlace,
} from "../db/sheet-snapshots.ts";
import type { SheetSnapshot } from "../db/tables/sheet-snapshots.ts";
import { Failure } from "../failure/failure.ts";
import { diffSnapshots, type SnapshotDiff } from "../intake/sheets/diff-snapshots.ts";
import {
  type KeptCell,
  type Snapshot,
  shownIn,
  unpackSnapshot,
  writtenAgain,
} from "../intake/sheets/snapshot.ts";
import { type SheetChange, SheetRejectedError, type Spreadsheet } from "../intake/sheets/spreadsheet.ts";
import { endOfDay } from "../pipeline/end-of-day.ts";

type TimeFormat = (at: Date) => string;

/** Formats the backups of a tab as a table, the latest first. */
export async function backupTable(db: Db, place: SnapshotPlace, time: TimeFormat): Promise<string[]> {
  const lines = await listSnapshots(db, place);
  if (lines.length === 0) return [`There is no backup of the tab "${place.tab}" yet.`];
  return alignColumns([
    ["BACKUP", "ROWS", "TAKEN", "STILL THE SAME"],
    ...lines.map(({ id, rowCount, takenAt, seenAt }) => [
      String(id),
      String(rowCount),
      time(takenAt),
      seenAt > takenAt ? time(seenAt) : "",
    ]),
  ]);
}

/**
 * Finds a backup by its number, or by a day (2026-11-24): the last one that was taken by the end of it. Without either, the latest one.
 * Throws a sentence if there is none.
 */
export async function findBackup(
  db: Db,
  place: SnapshotPlace,
  which: string | undefined,
  now: Date,
): Promise<SheetSnapshot> {
  const isDay = which !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(which);
  if (which !== undefined && !isDay && !/^\d{1,15}$/.test(which))
    throw new Failure(`"${which}" is neither the number of a backup nor a day such as 2026-11-24.`);
  if (isDay && !isRealDay(which))
    throw new Failure(`"${which}" isn't a day that exists. Write it as year, month, and day: 2026-11-24.`);
  const found =
    which !== undefined && !isDay
      ? await findSnapshot(db, place, Number(which))
      : await findSnapshotBefore(db, place, isDay ? endOfDay(which) : now);
  if (found) return found;
  const wanted = which === undefined ? "no backup" : isDay ? `no backup by ${which}` : `no backup ${which}`;
  throw new Failure(`There is ${wanted} of the tab "${place.tab}". To see all, run: acct sheet list`);
}

/** Tells whether the calendar has this day: not 2026-02-30. */
function isRealDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** Finds the backups to compare: by default the latest one, and the one before the later one. */
export async function findBackupsToCompare(
  db: Db,
  place: SnapshotPlace,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
): Promise<{ readonly before: SheetSnapshot; readonly after: SheetSnapshot }> {
  const after = await findBackup(db, place, to, now);
  if (from !== undefined) return { before: await findBackup(db, place, from, now), after };
  const [previous] = (await listSnapshots(db, place)).filter(({ id }) => id < after.id);
  if (!previous) throw new Failure(`There is no backup of the tab "${place.tab}" before ${after.id}.`);
  return { before: await findBackup(db, place, String(previous.id), now), after };
}

/** Describes what differs between two backups, one line a row. */
export async function describeBackupDiff(
  { before, after }: { readonly before: SheetSnapshot; readonly after: SheetSnapshot },
  time: TimeFormat,
): Promise<string[]> {
  const title = (line: SnapshotLine) => `backup ${line.id} (${time(line.takenAt)}, ${countRows(line)})`;
  const [old, current] = await Promise.all([unpackSnapshot(before.contents), unpackSnapshot(after.contents)]);
  const diff = diffSnapshots(old, current);
  const lines = describeDiff(diff);
  return [
    `From ${title(before)} to ${title(after)}:`,
    ...(lines.length > 0 ? lines : ["Nothing has changed, apart from the order of rows or columns."]),
  ];
}

const countRows = ({ rowCount }: Pick<SnapshotLine, "rowCount">) =>
  rowCount === 1 ? "1 row" : `${rowCount} rows`;

function describeDiff({ removed, added, changed, lostTitles, newTitles }: SnapshotDiff): string[] {
  return [
    ...lostTitles.map((title) => `- column ${title}`),
    ...newTitles.map((title) => `+ column ${title}`),
    ...removed.map((row) => `- ${formatRow(row)}`),
    ...added.map((row) => `+ ${formatRow(row)}`),
    ...changed.map(
      ({ who, cells }) =>
        `~ ${who}: ${cells.map(({ title, before, after }) => `${title} ${quote(before)} → ${quote(after)}`).join(", ")}`,
    ),
  ];
}

const formatRow = (row: readonly KeptCell[]) =>
  row
    .map(shownIn)
    .filter((text) => text !== "")
    .map(onOneLine)
    .join(" | ");

const quote = (text: string) => (text === "" ? "(blank)" : `"${onOneLine(text)}"`);

const onOneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** Google recommends at most 2 MB for a call. */
const ROWS_AT_ONCE = 1000;
const LARGEST_ID = 2_000_000_000;

/**
 * Writes a backup into a new tab, with the same headings and without PINs. Returns how many rows it has. Throws if there is a tab with
 * this title, and if a call fails, after which the new tab may be incomplete.
 */
export async function restoreBackup(
  snapshot: Snapshot,
  title: string,
  spreadsheet: Pick<Spreadsheet, "change">,
): Promise<number> {
  const rows = [...snapshot.head, ...snapshot.rows].map((row) => row.map(writtenAgain));
  const columnCount = Math.max(1, ...rows.map((row) => row.length));
  const id = randomInt(1, LARGEST_ID);
  const append = (at: number): SheetChange[] =>
    at < rows.length ? [{ kind: "append", tabId: id, rows: rows.slice(at, at + ROWS_AT_ONCE) }] : [];
  try {
    // The grid grows with what is appended.
    await spreadsheet.change([{ kind: "add-tab", id, title, rowCount: 1, columnCount }, ...append(0)]);
  } catch (error) {
    if (!(error instanceof SheetRejectedError && /already exists/i.test(error.message))) throw error;
    throw new Failure(
      `There is a tab "${title}" already. Give the title of a new one: restore never writes into a tab that exists.`,
      { cause: error },
    );
  }
  for (let at = ROWS_AT_ONCE; at < rows.length; at += ROWS_AT_ONCE) {
    try {
      await spreadsheet.change(append(at));
    } catch (error) {
      throw new Failure(`The new tab "${title}" is incomplete. Delete it, and restore the backup again.`, {
        cause: error,
      });
    }
  }
  return snapshot.rows.length;
}
