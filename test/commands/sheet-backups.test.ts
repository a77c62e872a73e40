import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimulatedSheets, startSheets } from "../../dev/local-stack/sheets/start-sheets.ts";
import {
  backupTable,
  describeBackupDiff,
  findBackup,
  findBackupsToCompare,
  restoreBackup,
} from "../../src/commands/sheet-backups.ts";
import { listSnapshots } from "../../src/db/sheet-snapshots.ts";
import { notifications } from "../../src/db/tables/notifications.ts";
import { unpackSnapshot } from "../../src/intake/sheets/snapshot.ts";
import { backUpTab, isBackupDue, snapshotOf } from "../../src/pipeline/sheets/back-up-tab.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { aMovingSheet, HEADINGS, RESPONSES } from "../pipeline/sheets/a-moving-sheet.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-11-20T04:00:00Z");
let sheets: SimulatedSheets;
let database: TestDatabase;

beforeAll(async () => {
  [sheets, database] = await Promise.all([startSheets(), newDatabase()]);
  sheets.quota = 1_000_000;
});
afterAll(() => Promise.all([sheets.stop(), database.close()]));

const row = (name: string, role = "PhD") => [
  "Approved",
  "",
  "",
  "3/4/2026 9:14:02",
  `${name.toLowerCase()}@example.org`,
  name,
  "Ypsilon",
  "No",
  "",
  role,
  "'+49 30",
  "",
  "2718",
];

/** A sheet whose Current Users has these people, and a day of acct's life with it. */
function aBackedUpSheet(names: readonly string[]) {
  const sheet = aMovingSheet(sheets, database, {
    finished: { headings: HEADINGS, rows: names.map((name) => row(name)) },
  });
  const place = { spreadsheet: sheet.id, tab: "Current Users" };
  const backUp = async (day: number, keepMs = 365 * DAY) => {
    const contents = await sheet.open().read([RESPONSES, "Current Users"]);
    const [, tab] = contents.tabs;
    if (!tab) throw new Error("the tab is missing");
    const setup = {
      source: "access",
      tab: RESPONSES,
      spreadsheet: sheet.open(),
      finishedTab: "Current Users",
      spamTab: "Spam",
      approvedCounts: false,
      trusted: false,
    } as const;
    const rules = { adminChannels: ["C1"] as readonly string[] } as Parameters<typeof backUpTab>[2]["rules"];
    const now = () => new Date(START + day * DAY);
    return backUpTab(place, snapshotOf(tab, contents, setup), {
      db: database.db,
      now,
      keepMs,
      rules,
      announce: () => undefined,
    });
  };
  const told = async () =>
    (await database.db.select().from(notifications)).filter(({ data }) =>
      data.title?.includes("has lost many rows"),
    );
  return { ...sheet, place, backUp, told };
}

const time = (at: Date) => at.toISOString().slice(0, 10);

it("A tab that hasn't changed is only noted; one that has is a new backup, and a diff shows who it's about", async () => {
  const sheet = aBackedUpSheet(["Ada", "Bo", "Cy"]);
  const first = await sheet.backUp(0);
  expect(first).toMatchObject({ isNew: true, snapshot: { rowCount: 3 } });
  expect((await sheet.backUp(1)).isNew).toBe(false);
  const person = sheet.person("Current Users");
  person.type(3, "Role", "Staff");
  person.deleteRow(4);
  person.typeRow(4, row("Di"));
  const second = await sheet.backUp(2);
  expect(second.isNew).toBe(true);
  const table = await backupTable(database.db, sheet.place, time);
  expect(table.map((line) => line.split(/\s{2,}/))).toEqual([
    ["BACKUP", "ROWS", "TAKEN", "STILL THE SAME"],
    [String(second.snapshot.id), "3", "2026-11-22"],
    [String(first.snapshot.id), "3", "2026-11-20", "2026-11-21"],
  ]);
  const compared = await findBackupsToCompare(database.db, sheet.place, {}, new Date());
  const diff = await describeBackupDiff(compared, time);
  expect(diff.slice(1)).toEqual([
    expect.stringMatching(/^- Approved \| .*cy@example.org \| Cy \| Ypsilon/),
    expect.stringMatching(/^\+ Approved \| .*di@example.org \| Di \| Ypsilon/),
    '~ bo@example.org: Role "PhD" → "Staff"',
  ]);
  expect(diff.join("\n")).not.toContain("2718");
});

it("A backup is found by its number or by a day, and the answer says where to look if there is none", async () => {
  const sheet = aBackedUpSheet(["Ada"]);
  await expect(findBackup(database.db, sheet.place, undefined, new Date())).rejects.toThrow(
    /acct sheet list/,
  );
  const { snapshot: first } = await sheet.backUp(0);
  sheet.person("Current Users").typeRow(3, row("Bo"));
  const { snapshot: second } = await sheet.backUp(3);
  const find = async (which?: string) => (await findBackup(database.db, sheet.place, which, new Date())).id;
  expect(await find()).toBe(second.id);
  expect(await find(String(first.id))).toBe(first.id);
  expect(await find("2026-11-21")).toBe(first.id);
  expect(await find("2026-11-23")).toBe(second.id);
  await expect(find("2026-11-01")).rejects.toThrow(/no backup by 2026-11-01/);
  await expect(find("yesterday")).rejects.toThrow(/neither/);
});

it("If a tenth of the rows disappears in a day, the admins are told once, and not if they leave slowly", async () => {
  const sheet = aBackedUpSheet(Array.from({ length: 30 }, (_, at) => `Person${at}`));
  const person = sheet.person("Current Users");
  await sheet.backUp(0);
  for (let day = 1; day <= 4; day++) {
    person.deleteRow(2);
    person.deleteRow(2);
    await sheet.backUp(day);
  }
  expect(await sheet.told()).toEqual([]);
  for (let at = 0; at < 3; at++) person.deleteRow(2);
  await sheet.backUp(5);
  person.deleteRow(2);
  await sheet.backUp(5.2);
  await sheet.backUp(6);
  const told = await sheet.told();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    via: "channel",
    toUser: "C1",
    data: { list: expect.stringMatching(/19 rows now, and had 22/) },
  });
});

it("A backup is restored into a new tab, with its headings and without PINs, and never into a tab that exists", async () => {
  const sheet = aBackedUpSheet(["Ada", "Bo"]);
  sheet.person("Current Users").type(3, "Comment", '\'=IMPORTDATA("x")');
  const original = sheet.rows("Current Users");
  const { snapshot } = await sheet.backUp(0);
  sheet.person("Current Users").deleteRow(2);
  const backup = await findBackup(database.db, sheet.place, String(snapshot.id), new Date());
  const contents = await unpackSnapshot(backup.contents);
  await expect(restoreBackup(contents, "current users", sheet.open())).rejects.toThrow(
    /never writes into a tab/,
  );
  expect(await restoreBackup(contents, "Old users", sheet.open())).toBe(2);
  const pin = HEADINGS.indexOf("PIN for your first password");
  expect(sheet.rows("Old users")).toEqual(
    original
      .map((cells, at) => (at === 0 ? cells : cells.map((text, column) => (column === pin ? "" : text))))
      .map(trimmed),
  );
  expect(sheet.namesIn("Current Users")).toEqual(["Bo"]);
});

const trimmed = (cells: readonly string[]) => cells.slice(0, cells.findLastIndex((text) => text !== "") + 1);

it("A large backup is restored in several calls, and a call that fails says that the tab is incomplete", async () => {
  const sheet = aBackedUpSheet(Array.from({ length: 2500 }, (_, at) => `Person${at}`));
  const { snapshot } = await sheet.backUp(0);
  const contents = await unpackSnapshot(
    (await findBackup(database.db, sheet.place, String(snapshot.id), new Date())).contents,
  );
  await restoreBackup(contents, "Old users", sheet.open());
  expect(sheet.namesIn("Old users")).toEqual(sheet.namesIn("Current Users"));
  let writes = 0;
  sheets.fault = ({ kind }) => (kind === "write" && ++writes === 2 ? "unavailable-after" : undefined);
  await expect(restoreBackup(contents, "Older users", sheet.open())).rejects.toThrow(/incomplete/);
  sheets.fault = undefined;
});

it("Old backups are deleted, except for the latest one; a new one is due on each day of the site", async () => {
  const sheet = aBackedUpSheet(["Ada"]);
  const isDue = (day: number) =>
    isBackupDue(database.db, sheet.place, { now: new Date(START + day * DAY), timeZone: "America/New_York" });
  expect(await isDue(0)).toBe(true);
  await sheet.backUp(0, 10 * DAY);
  // It is 23:00 on November 19 in New York.
  expect(await isDue(0.02)).toBe(false);
  expect(await isDue(0.05)).toBe(true);
  sheet.person("Current Users").typeRow(3, row("Bo"));
  await sheet.backUp(5, 10 * DAY);
  expect(await listSnapshots(database.db, sheet.place)).toHaveLength(2);
  await sheet.backUp(12, 10 * DAY);
  expect(await listSnapshots(database.db, sheet.place)).toHaveLength(1);
  await sheet.backUp(40, 10 * DAY);
  expect(await listSnapshots(database.db, sheet.place)).toHaveLength(1);
});

it.each(["2026-13-45", "2026-02-30"])("%s is refused as a day that doesn't exist", async (day) => {
  const place = { spreadsheet: "none", tab: "Current Users" };
  await expect(findBackup(database.db, place, day, new Date(START))).rejects.toThrow(
    /isn't a day that exists/,
  );
});
