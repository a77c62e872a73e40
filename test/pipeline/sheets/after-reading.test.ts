import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimulatedSheets, startSheets } from "../../../dev/local-stack/sheets/start-sheets.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { insertIntakeRows } from "../../../src/db/intake-rows.ts";
import { markRowsToMove, takeRowsToMove } from "../../../src/db/moving-rows.ts";
import { listSnapshots } from "../../../src/db/sheet-snapshots.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { requests } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { openLog } from "../../../src/log.ts";
import { afterReading } from "../../../src/pipeline/sheets/after-reading.ts";
import { pollSheet } from "../../../src/pipeline/sheets/poll-sheet.ts";
import type { SheetSetup } from "../../../src/pipeline/sheets/sheet-setup.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { aRequest } from "../../a-request.ts";
import { someRules } from "../../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../../new-database.ts";
import { aMovingSheet, answersOf, RESPONSES } from "./a-moving-sheet.ts";

let sheets: SimulatedSheets;
let database: TestDatabase;

beforeAll(async () => {
  [sheets, database] = await Promise.all([startSheets(), newDatabase()]);
  sheets.quota = 1_000_000;
});
afterAll(() => Promise.all([sheets.stop(), database.close()]));

it("Rows of completed requests, spam, and quotas in force are to be moved, once they show how it ended and the help desk knows of them; others stay", async () => {
  const { db } = database;
  const now = new Date("2026-03-10T12:00:00Z");
  const cases = [
    { id: 101, but: { status: "closed" }, to: "finished" },
    { id: 102, but: { status: "spam" }, to: "spam" },
    {
      id: 103,
      but: { kind: "quota", status: "waiting", stage: "restore-quota", waitsFor: "end-date" },
      to: "finished",
    },
    { id: 104, but: { status: "refused" }, to: undefined },
    { id: 105, but: { status: "withdrawn" }, to: undefined },
    { id: 106, but: { status: "stuck" }, to: undefined },
    { id: 107, but: { status: "closed" }, to: undefined, isDue: true },
    { id: 108, but: { status: "closed" }, to: undefined, ticket: "waiting" },
    { id: 109, but: { status: "closed" }, to: "finished", ticket: "given up" },
  ] as const;
  const ids = new Map<number, number>();
  for (const { id: at, but, ...more } of cases) {
    const { id: _, ...values } = aRequest({
      mark: randomUUID(),
      origin: `test:${at}`,
      email: `p${at}@example.org`,
      runAt: null,
      ...but,
    });
    const [request] = await db.insert(requests).values(values).returning();
    const requestId = request?.id ?? 0;
    ids.set(requestId, at);
    const runAt = "isDue" in more ? now : null;
    await db
      .insert(views)
      .values({ requestId, audience: "sheet", place: "sheet:access", wantedVersion: 1, runAt });
    if ("ticket" in more) {
      await db.insert(notifications).values({
        ...{ requestId, key: `ticket:${at}`, template: "ticket-opened", via: "email", data: {} },
        ...{ toName: "the help desk", toEmail: "tickets@helpdesk.example", createdAt: now },
        runAt: more.ticket === "waiting" ? now : null,
      });
    }
    await insertIntakeRows(db, [
      {
        ...{ source: "access", spreadsheet: "S1", tabId: 1, stamp: `s${at}`, digest: `d${at}`, cells: {} },
        ...{ state: "requested", requestId, createdAt: now, changedAt: now },
      },
    ]);
  }
  expect(await markRowsToMove(db, "quotas")).toBe(0);
  await markRowsToMove(db, "access");
  const moving = await takeRowsToMove(db, "access", "S1");
  expect(moving.map(({ requestId, moveTo }) => [ids.get(requestId ?? 0), moveTo])).toEqual(
    cases.flatMap(({ id, to }) => (to === undefined ? [] : [[id, to]])),
  );
  const again = await takeRowsToMove(db, "access", "S1");
  expect(again.map(({ moveId }) => moveId)).toEqual(moving.map(({ moveId }) => moveId));
});

function watch(sheet: ReturnType<typeof aMovingSheet>) {
  const rules = someRules();
  const told: string[] = [];
  const deps = {
    ...{ db: database.db, rules, workflows: buildWorkflows(rules.approvals), log: openLog("silent") },
    secretKey: secretKeys(Buffer.alloc(32, 7)),
    now: () => new Date("2026-03-10T12:00:00Z"),
    announce: () => void told.push("announced"),
  };
  const setup: SheetSetup = {
    ...{
      source: "access",
      spreadsheet: sheet.open(),
      tab: RESPONSES,
      finishedTab: "Current Users",
      spamTab: "Spam",
    },
    ...{ approvedCounts: false, trusted: true, keepBackups: 86_400_000, since: "2026-01-01" },
  };
  const read = async (dryRun = false) => {
    const after = afterReading({ ...deps, dryRun });
    await after.run(setup, await pollSheet(setup, { ...deps, dryRun }, await after.titles(setup)));
  };
  const notices = async () =>
    (await database.db.select().from(notifications)).flatMap(({ data }) =>
      data.title?.includes("can't be moved") && data.list?.includes(sheet.file.title) ? [data.list] : [],
    );
  return { read, notices };
}

it("A dry run moves nothing, but takes the daily backup, once, with the reading of that minute", async () => {
  const sheet = aMovingSheet(sheets, database, {
    finished: {
      rows: [
        ["First name", "Email"],
        ["Zoe", "z@example.org"],
      ],
    },
  });
  sheet.submit(RESPONSES, answersOf("Ada"));
  await sheet.takeIn({ Ada: "finished" });
  const { read } = watch(sheet);
  const before = sheets.calls.length;
  await read(true);
  await read(true);
  expect(sheets.calls.slice(before).filter(({ kind }) => kind === "write")).toEqual([]);
  expect(sheet.namesIn(RESPONSES)).toEqual(["Ada"]);
  const snapshots = await listSnapshots(database.db, { spreadsheet: sheet.id, tab: "Current Users" });
  expect(snapshots).toMatchObject([{ rowCount: 1 }]);
  await read();
  await read();
  expect(sheet.namesIn("Current Users")).toEqual(["Zoe", "Ada"]);
});

it("A protected range that keeps rows from being moved is named to the admins once, and requests are still taken in", async () => {
  const sheet = aMovingSheet(sheets, database);
  sheet.file.title = "Protected requests";
  for (const name of ["Ben", "Cleo"]) sheet.submit(RESPONSES, answersOf(name));
  await sheet.takeIn({ Ben: "finished" });
  const { read, notices } = watch(sheet);
  await read();
  sheet.person(RESPONSES).protect({ startRow: 1, endRow: 2, editors: [] });
  for (let count = 0; count < 3; count++) await read();
  expect(await notices()).toEqual([expect.stringMatching(/A2:Z2.*"Form Responses 1".*protected/)]);
  expect(sheet.namesIn(RESPONSES)).toEqual(["Ben", "Cleo"]);
  sheet.person(RESPONSES).unprotect();
  await read();
  expect(sheet.namesIn(RESPONSES)).toEqual(["Cleo"]);
  expect(sheet.namesIn("Current Users")).toEqual(["Ben"]);
});
