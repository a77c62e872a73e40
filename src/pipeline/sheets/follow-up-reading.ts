import { countRowsToMove, markRowsToMove } from "../../db/moving-rows.ts";
import { movingSource } from "../../intake/sheets/moving-source.ts";
import { readTab } from "../../intake/sheets/read-tab.ts";
import type { SpreadsheetContents } from "../../intake/sheets/spreadsheet.ts";
import type { Rules } from "../pipeline-deps.ts";
import { backUpTab, isBackupDue, snapshotOf } from "./back-up-tab.ts";
import { moveRows, titlesForMoves } from "./move-rows.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

interface FollowUpDeps extends Pick<SheetDeps, "db" | "now" | "announce"> {
  readonly rules: SheetDeps["rules"] & Pick<Rules, "site">;
  /** True: rows aren't moved, because nothing is written to a sheet in a dry run. */
  readonly dryRun: boolean;
}

/** Returns the titles of the tabs that the next reading of a sheet must have as well: those of rows on their way, and those that need a backup. */
export async function titlesToReadAlong(setup: SheetSetup, deps: FollowUpDeps): Promise<string[]> {
  const { db, now } = deps;
  const { source, spreadsheet, finishedTab } = setup;
  if (!deps.dryRun) await markRowsToMove(db, source);
  const moves = deps.dryRun ? 0 : await countRowsToMove(db, source, spreadsheet.id);
  const place = { spreadsheet: spreadsheet.id, tab: finishedTab };
  const isDue =
    setup.keepBackupsMs !== undefined &&
    (await isBackupDue(db, place, { now: now(), timeZone: deps.rules.site.timeZone }));
  return [...(moves > 0 ? titlesForMoves(destinations(setup)) : []), ...(isDue ? [finishedTab] : [])];
}

/**
 * Takes the backup that is due, and then moves rows, both with the tabs that were read along. What stops rows from being moved is told
 * to the admins once. Throws what the spreadsheet throws; the next reading continues.
 */
export async function followUpReading(
  setup: SheetSetup,
  contents: SpreadsheetContents,
  deps: FollowUpDeps,
): Promise<void> {
  const { db, now } = deps;
  const { source, spreadsheet, finishedTab, keepBackupsMs } = setup;
  const place = { spreadsheet: spreadsheet.id, tab: finishedTab };
  const finished = contents.tabs.find(({ title }) => title === finishedTab);
  const clock = { now: now(), timeZone: deps.rules.site.timeZone };
  if (finished && keepBackupsMs !== undefined && (await isBackupDue(db, place, clock)))
    await backUpTab(place, snapshotOf(finished, contents, setup), { ...deps, keepMs: keepBackupsMs });
  if (deps.dryRun || !contents.tabs.some(({ title }) => title === finishedTab || title === setup.spamTab))
    return;
  const problems = await moveRows(
    {
      ...deps,
      spreadsheet,
      source,
      ...destinations(setup),
      readSource: (current) => movingSource(readTab(current, setup)),
    },
    contents,
  );
  for (const problem of problems)
    await tellAdmins(
      db,
      { title: `Rows of the ${sheetName(source)} can't be moved`, lines: [problem], cause: problem },
      deps,
    );
}

const destinations = ({ tab, finishedTab, spamTab }: SheetSetup) => ({
  from: tab,
  to: { finished: finishedTab, spam: spamTab },
});
