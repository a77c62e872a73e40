import { afterEach, expect, it } from "vitest";
import type { ServiceAccount } from "../../../dev/local-stack/sheets/service-accounts.ts";
import { BusyError } from "../../../src/chat/chat.ts";
import { describeReading } from "../../../src/commands/describe-reading.ts";
import { findSheet } from "../../../src/db/intake-sheets.ts";
import type { SheetSource } from "../../../src/db/names.ts";
import { withSheetLock } from "../../../src/db/sheet-lock.ts";
import type { MirrorView } from "../../../src/db/tables/views.ts";
import { listViews } from "../../../src/db/views.ts";
import { googleSheets } from "../../../src/intake/sheets/google-spreadsheet.ts";
import { sheetMirror } from "../../../src/pipeline/sheets/sheet-mirror.ts";
import type { SheetSetup } from "../../../src/pipeline/sheets/sheet-setup.ts";
import { watchSheets } from "../../../src/pipeline/sheets/watch-sheets.ts";
import { openSheetDesk, QUOTA_HEADINGS, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

let desk: SheetDesk;
afterEach(() => desk.stop());

it("While Google is away for less than ten minutes, no one is told; after that the admins are, once", async () => {
  desk = await openSheetDesk();
  const { sheets, sheet, at, poll, notices, countRequests } = desk;
  await poll();
  sheet.submit(TAB, someone());
  sheets.fault = () => "busy";
  for (const minute of ["01", "05", "09"]) {
    at(`2026-03-10T12:${minute}:00Z`);
    await poll();
  }
  expect(await notices()).toEqual([]);
  for (const minute of ["12", "13", "40"]) {
    at(`2026-03-10T12:${minute}:00Z`);
    await poll();
  }
  expect(await notices()).toHaveLength(1);
  sheets.fault = undefined;
  await poll();
  expect(await countRequests()).toBe(1);
});

it("If the access is taken away, the admins are told what to do, once, and acct goes on when it is back", async () => {
  desk = await openSheetDesk();
  const { sheet, at, poll, notices, countRequests, sheets } = desk;
  await poll();
  sheet.submit(TAB, someone());
  const shared = new Map(sheet.file.sharedWith);
  sheet.file.sharedWith.clear();
  for (const time of ["2026-03-10T12:01:00Z", "2026-03-10T12:20:00Z", "2026-03-10T13:20:00Z"]) {
    at(time);
    await poll();
  }
  expect((await notices()).filter((text) => /access sheet can't be read/.test(text))).toHaveLength(1);
  for (const [email, role] of shared) sheet.file.sharedWith.set(email, role);
  expect(sheets.calls.length).toBeGreaterThan(0);
  await poll();
  expect(await countRequests()).toBe(1);
});

it("Once Google accepts no more calls, no process reads any sheet for a minute and a while, and no one is told", async () => {
  desk = await openSheetDesk();
  const { sheets, setup, deps, account, notices } = desk;
  const key = { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) };
  const other = sheets.create({ tabs: { [TAB]: { headings: QUOTA_HEADINGS } }, shareWith: [account] });
  const quotas: SheetSetup = {
    ...{ ...setup, source: "quotas", finishedTab: "Processed Requests" },
    spreadsheet: googleSheets({ apiUrl: sheets.url, key })(other.id),
  };
  const stateOf = (source: SheetSource) => findSheet(deps.db, source);
  const nextAfterMs = async (source: SheetSource) =>
    ((await stateOf(source))?.nextAt.getTime() ?? 0) - deps.now().getTime();
  sheets.fault = () => "busy";
  const first = watchSheets([setup], deps, { tickMs: 20 });
  await expect.poll(async () => (await stateOf("access"))?.failures).toBe(1);
  expect(sheets.calls).toHaveLength(1);
  expect(await nextAfterMs("access")).toBeGreaterThanOrEqual(60_000);
  expect(await nextAfterMs("access")).toBeLessThanOrEqual(90_000);

  const second = watchSheets([quotas, setup], deps, { tickMs: 20 });
  await expect.poll(() => nextAfterMs("quotas")).toBeGreaterThan(30_000);
  expect(sheets.calls).toHaveLength(1);
  expect((await stateOf("quotas"))?.failures).toBe(0);
  expect(await notices()).toEqual([]);
  await Promise.all([first.stop(), second.stop()]);
});

it.each<[string, (of: ServiceAccount) => void, RegExp]>([
  ["disabled", (of) => (of.state = "disabled"), /disabled/],
  ["deleted", (of) => (of.state = "deleted"), /deleted/],
])(
  "If the service account is %s, the admins are told once, acct tries again once an hour, and goes on when that is over",
  async (_, happen, why) => {
    desk = await openSheetDesk();
    const { sheets, sheet, account, at, poll, notices, countRequests, deps } = desk;
    await poll();
    sheet.submit(TAB, someone());
    happen(account);
    const isDueAt = async (time: string) =>
      (await findSheet(deps.db, "access"))?.nextAt.getTime() === new Date(time).getTime();
    // Until then, Google accepts the token that it has granted.
    for (const [hour, next] of [
      ["13", "14"],
      ["14", "15"],
    ]) {
      at(`2026-03-10T${hour}:01:00Z`);
      const before = sheets.calls.filter(({ kind }) => kind === "token").length;
      await poll();
      expect(sheets.calls.filter(({ kind }) => kind === "token")).toHaveLength(before + 1);
      expect(await isDueAt(`2026-03-10T${next}:01:00Z`)).toBe(true);
    }
    const told = await notices();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(why);
    expect(told[0]).not.toMatch(/invalid_grant/);
    account.state = "active";
    at("2026-03-10T15:01:00Z");
    await poll();
    expect(await countRequests()).toBe(1);
    expect(await notices()).toHaveLength(2);
  },
);

it("A process that starts after a rejection reads at once, and doesn't wait for the hour", async () => {
  desk = await openSheetDesk();
  const { sheet, account, at, poll, countRequests, setup, deps } = desk;
  await poll();
  sheet.submit(TAB, someone());
  account.state = "disabled";
  at("2026-03-10T13:01:00Z");
  await poll();
  expect(await countRequests()).toBe(0);
  account.state = "active";
  at("2026-03-10T13:02:00Z");
  const watched = watchSheets([setup], deps, { tickMs: 20 });
  await expect.poll(countRequests).toBe(1);
  await watched.stop();
});

it("A sheet that hangs delays neither the other one nor the end of the process for long", async () => {
  desk = await openSheetDesk();
  const { sheets, sheet, setup, deps, database } = desk;
  sheet.submit(TAB, someone(), "2026-03-09T10:00:00");
  const slow = { ...setup, source: "quotas" as const, spreadsheet: { ...setup.spreadsheet, id: "slow" } };
  const hanging = {
    ...slow,
    spreadsheet: { ...slow.spreadsheet, read: () => new Promise<never>(() => undefined) },
  };
  const watched = watchSheets([hanging, setup], deps, { tickMs: 50, graceMs: 100 });
  await expect.poll(() => database.query("select 1 from requests")).toHaveLength(1);
  expect(sheets.calls.length).toBeGreaterThan(0);
  await watched.stop();
});

it("Of several processes, one reads a sheet in a minute", async () => {
  desk = await openSheetDesk();
  const { setup, deps, sheets, sheet, database } = desk;
  for (let count = 0; count < 5; count++) sheet.submit(TAB, someone(), "2026-03-09T10:00:00");
  const all = [1, 2, 3].map(() => watchSheets([setup], deps, { tickMs: 20 }));
  await expect.poll(() => database.query("select 1 from intake_rows")).toHaveLength(5);
  await Promise.all(all.map((one) => one.stop()));
  expect(sheets.calls.filter(({ name, query }) => /get/i.test(name) && query.has("ranges"))).toHaveLength(1);
  expect(await database.query("select 1 from requests")).toHaveLength(5);
});

it("While a process works on a spreadsheet, no other one does", async () => {
  desk = await openSheetDesk();
  const { sheet, poll, countRequests, deps, setup } = desk;
  sheet.submit(TAB, someone(), "2026-03-09T10:00:00");
  await withSheetLock(deps.db, setup.spreadsheet.id, () => poll());
  expect(await countRequests()).toBe(0);
  await poll();
  expect(await countRequests()).toBe(1);
});

it("What acct would do with the rows is shown before it does it", async () => {
  desk = await openSheetDesk();
  const { sheet, setup, deps, countRequests, rows } = desk;
  const tab = sheet.person(TAB);
  const old = sheet.submit(TAB, someone(), "2026-03-09T10:00:00");
  tab.type(old, "Helpdesk Notified", "02 Mar 2026 10:00:00");
  const answers = someone();
  sheet.submit(TAB, answers, "2026-03-09T10:00:00");
  sheet.submit(TAB, someone({ PIN: "" }), "2026-03-09T10:00:00");
  sheet.submit(TAB, someone({ "Do you have an account here?": "Yes" }), "2026-03-09T10:00:00");
  const lines = (await describeReading(setup, deps)).join("\n");
  expect(lines).toMatch(/21 columns/);
  expect(lines).toContain(`row 3 (${answers["Email Address"]}): would become a request (account, astro)`);
  expect(lines).toMatch(/row 4 .*can't be used/);
  expect(lines).toMatch(/row 5 .*can't be used.*no account here has this address/);
  expect(lines).toMatch(
    /1 would become requests, 2 can't be used yet, 0 would be ignored, 1 are from before/,
  );
  expect(await countRequests()).toBe(0);
  expect(await rows()).toEqual([]);
});

it("More new rows than one reading takes in follow at once, and not a minute later", async () => {
  desk = await openSheetDesk();
  const { sheet, setup, deps, poll, countRequests } = desk;
  await poll();
  for (let count = 0; count < 5; count++) sheet.submit(TAB, someone());
  desk.at("2026-03-10T12:02:00Z");
  const watched = watchSheets([setup], { ...deps, rowsPerReading: 2 }, { tickMs: 20 });
  await expect.poll(countRequests).toBe(5);
  await watched.stop();
});

it("What hangs while a row is written is given up when the process ends, and is due again", async () => {
  desk = await openSheetDesk();
  const { sheet, setup, deps, poll, database } = desk;
  await poll();
  const answers = someone();
  sheet.submit(TAB, answers);
  await poll();
  const [request] = await desk.requestsOf(answers["Email Address"]);
  if (!request) throw new Error("There is no request");
  const [view] = (await listViews(deps.db, request.id)).filter(({ audience }) => audience === "sheet");
  await database.query("update requests set status = 'withdrawn', run_at = null");
  const hanging = {
    ...setup,
    spreadsheet: { ...setup.spreadsheet, read: () => new Promise<never>(() => undefined) },
  };
  const ending = new AbortController();
  const { db, workflows, now } = deps;
  const mirror = sheetMirror([hanging], {
    db,
    workflows,
    now,
    dryRun: false,
    gatherMs: 1,
    signal: ending.signal,
  });
  const shown = mirror.show(view as MirrorView, { ...request, status: "withdrawn" }, []);
  setTimeout(() => ending.abort(new Error("acct is stopping")), 100);
  await expect(shown).rejects.toBeInstanceOf(BusyError);
});
