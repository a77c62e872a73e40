import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { adminChannels } from "../chat/admin-channels.ts";
import {
  backupTable,
  describeBackupDiff,
  findBackup,
  findBackupsToCompare,
  restoreBackup,
} from "../commands/sheet-backups.ts";
import type { Config } from "../config/config.ts";
import type { Db } from "../db/client.ts";
import { takeSheetRead } from "../db/sheet-reads.ts";
import { Failure } from "../failure/failure.ts";
import { unpackSnapshot } from "../intake/sheets/snapshot.ts";
import { backUpTab, snapshotOf } from "../pipeline/sheets/back-up-tab.ts";
import type { SheetSetup } from "../pipeline/sheets/sheet-setup.ts";
import { print } from "./print.ts";
import { timeFormatter } from "./time-formatter.ts";
import { withDatabase } from "./with-database.ts";

const FROM = "a backup's number, or a day such as 2026-11-24: the last backup taken by then";

/** `acct sheet backup | list | diff | restore`: the backups of the tab with finished requests. */
export function addSheetBackups(commands: Command): void {
  commands
    .command("backup")
    .description("take a backup now; acct also takes one every day")
    .action(() =>
      withDatabase(async ({ db, now }, config) => {
        const { access, place } = findAccessSheet(config);
        const setup = await openSheet(config);
        const { spreadsheet, tab: responses, finishedTab } = setup;
        await takeTurn(db, spreadsheet.id);
        const contents = await spreadsheet.read([responses, finishedTab]);
        const tab = contents.tabs.find(({ title }) => title === finishedTab);
        if (!tab)
          throw new Failure(
            `The spreadsheet "${contents.title}" has no tab "${finishedTab}". Set sheets.access.tabs.current to its title.`,
          );
        const { snapshot, isNew } = await backUpTab(place, snapshotOf(tab, contents, setup), {
          db,
          now,
          keepMs: access.keepBackups,
          rules: { ...config, adminChannels: adminChannels(config) },
          announce: () => undefined,
        });
        const rows = snapshot.rowCount === 1 ? "1 row" : `${snapshot.rowCount} rows`;
        print(
          isNew
            ? `Took backup ${snapshot.id} of the tab "${finishedTab}": ${rows}.`
            : `The tab "${finishedTab}" is as it is in backup ${snapshot.id}: ${rows}.`,
        );
      }),
    );
  commands
    .command("list")
    .description("list the backups, the latest first")
    .action(() =>
      withDatabase(async ({ db }, config) => {
        const { place } = findAccessSheet(config);
        for (const line of await backupTable(db, place, timeFormatter(config.site.timeZone))) print(line);
      }),
    );
  commands
    .command("diff")
    .description(
      "show what has changed from one backup to another, row by row; by default, between the last two",
    )
    .option("--from <backup>", FROM)
    .option("--to <backup>", FROM)
    .action((options: { from?: string; to?: string }) =>
      withDatabase(async ({ db, now }, config) => {
        const { place } = findAccessSheet(config);
        const compared = await findBackupsToCompare(db, place, options, now());
        for (const line of await describeBackupDiff(compared, timeFormatter(config.site.timeZone)))
          print(line);
      }),
    );
  commands
    .command("restore")
    .description("write a backup into a new tab of the spreadsheet; by default, the latest one")
    .requiredOption("--to <tab>", "the title of the new tab")
    .option("--from <backup>", FROM)
    .action(({ to, from }: { to: string; from?: string }) =>
      withDatabase(async ({ db, now }, config) => {
        const { place } = findAccessSheet(config);
        const backup = await findBackup(db, place, from, now());
        const { spreadsheet } = await openSheet(config);
        const count = await restoreBackup(await unpackSnapshot(backup.contents), to, spreadsheet);
        print(
          `Wrote ${count === 1 ? "1 row" : `${count} rows`} of backup ${backup.id} into the new tab "${to}".`,
        );
        print("acct doesn't read this tab. Copy what you need, and delete the tab.");
      }),
    );
}

function findAccessSheet({ sheets }: Config) {
  const access = sheets?.access;
  if (!access) throw new Failure("No sheet is configured. Set sheets.access in acct.yml first.");
  return { access, place: { spreadsheet: access.id, tab: access.tabs.current } };
}

async function openSheet(config: Config): Promise<SheetSetup> {
  const { openSheets } = await import("../app/open-sheets.ts");
  const setup = openSheets(config, () => new Date()).find(({ source }) => source === "access");
  if (!setup) throw new Failure("A rehearsal has no key for Google Sheets, so it can't use the sheet.");
  return setup;
}

/** The spreadsheet is read about once a minute by all processes together. */
async function takeTurn(db: Db, id: string): Promise<void> {
  let waitMs = await takeSheetRead(db, id);
  if (waitMs > 0)
    print("acct has just read the sheet. Waiting for the next turn, which takes up to a minute …");
  for (; waitMs > 0; waitMs = await takeSheetRead(db, id)) await delay(waitMs);
}
