import { countRowsToMove, markRowsToMove } from "../../db/moving-rows.ts";
import { movingSource } from "../../intake/sheets/moving-source.ts";
import { readTab } from "../../intake/sheets/read-tab.ts";
import {
  SheetAccessError,
  SheetRejectedError,
  type SpreadsheetContents,
} from "../../intake/sheets/spreadsheet.ts";
import type { Rules } from "../pipeline-deps.ts";
import { backUpTab, isBackupDue, snapshotOf } from "./back-up-tab.ts";
import { moveRows, titlesForMoves } from "./move-rows.ts";
import type { AfterReading } from "./read-sheet.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

interface AfterReadingDeps extends Pick<SheetDeps, "db" | "now" | "announce" | "log" | "dryRun"> {
  readonly rules: SheetDeps["rules"] & Pick<Rules, "site">;
}

/**
 * What follows after the rows of a sheet were taken in: the daily backup, and then the moves of finished rows and spam. Nothing is
 * moved in a dry run.
 */
export const afterReading = (deps: AfterReadingDeps): AfterReading => ({
  async titles(setup) {
    const { db, dryRun } = deps;
    const { source, spreadsheet, finishedTab } = setup;
    if (!dryRun) await markRowsToMove(db, source);
    const moves = dryRun ? 0 : await countRowsToMove(db, source, spreadsheet.id);
    return [
      ...(moves > 0 ? titlesForMoves(destinations(setup)) : []),
      ...((await isDue(setup, deps)) ? [finishedTab] : []),
    ];
  },

  async run(setup, { contents }) {
    await backUpIfDue(setup, contents, deps);
    if (!deps.dryRun) await move(setup, contents, deps);
  },
});

async function isDue(
  { spreadsheet, finishedTab, keepBackups }: SheetSetup,
  { db, now, rules }: AfterReadingDeps,
): Promise<boolean> {
  const place = { spreadsheet: spreadsheet.id, tab: finishedTab };
  return (
    keepBackups !== undefined && (await isBackupDue(db, place, { now: now(), timeZone: rules.site.timeZone }))
  );
}

async function backUpIfDue(
  setup: SheetSetup,
  contents: SpreadsheetContents,
  deps: AfterReadingDeps,
): Promise<void> {
  const { spreadsheet, finishedTab, keepBackups } = setup;
  const tab = contents.tabs.find(({ title }) => title === finishedTab);
  if (!tab || keepBackups === undefined || !(await isDue(setup, deps))) return;
  const place = { spreadsheet: spreadsheet.id, tab: finishedTab };
  await backUpTab(place, snapshotOf(tab, contents, setup), { ...deps, keepMs: keepBackups });
}

/** Tells the admins once about everything that stops rows from being moved. */
async function move(setup: SheetSetup, contents: SpreadsheetContents, deps: AfterReadingDeps): Promise<void> {
  const { source, spreadsheet } = setup;
  const { db, log } = deps;
  // Rows that were marked after the reading began wait for the next one.
  const wasReadAlong = titlesForMoves(destinations(setup)).every(
    (title) => !contents.titles.includes(title) || contents.tabs.some((tab) => tab.title === title),
  );
  if (!wasReadAlong || (await countRowsToMove(db, source, spreadsheet.id)) === 0) return;
  const problems: string[] = [];
  try {
    const readSource = (current: SpreadsheetContents) => movingSource(readTab(current, setup));
    problems.push(
      ...(await moveRows({ ...deps, spreadsheet, source, ...destinations(setup), readSource }, contents)),
    );
  } catch (error) {
    const isRejected = error instanceof SheetRejectedError;
    // The sheet could be read just before, so new requests must not wait until someone lets acct write.
    if (!isRejected && !(error instanceof SheetAccessError)) throw error;
    log.warn({ err: error, sheet: source }, "could not move rows of a sheet; they will be moved later");
    const locks = describeLocks(contents);
    // People who have moved rows or renamed tabs in that moment are no problem.
    problems.push(...(locks.length > 0 || isRejected ? locks : [`${error.message}.`]));
  }
  for (const problem of problems) {
    const title = `Rows of the ${sheetName(source)} can't be moved`;
    await tellAdmins(db, { title, lines: [problem], cause: `move ${problem}` }, deps);
  }
}

const describeLocks = ({ title, tabs }: SpreadsheetContents): string[] =>
  tabs.flatMap((tab) =>
    tab.lockedRanges.map(
      (range) =>
        `The range ${range} of the tab "${tab.title}" of the spreadsheet "${title}" is protected. Let acct's service account edit it.`,
    ),
  );

const destinations = ({ tab, finishedTab, spamTab }: SheetSetup) => ({
  from: tab,
  to: { finished: finishedTab, spam: spamTab },
});
