import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SheetCall } from "../../../dev/local-stack/sheets/routes.ts";
import {
  type Fault,
  type SimulatedSheets,
  startSheets,
} from "../../../dev/local-stack/sheets/start-sheets.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { findRequest, listByEmail, listEvents } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { MirrorView } from "../../../src/db/tables/views.ts";
import { listViews } from "../../../src/db/views.ts";
import { googleSheets } from "../../../src/intake/sheets/google-spreadsheet.ts";
import { openLog } from "../../../src/log.ts";
import { changeRequest } from "../../../src/pipeline/engine/change-request.ts";
import type { RequestCommand } from "../../../src/pipeline/engine/request-command.ts";
import { afterReading } from "../../../src/pipeline/sheets/after-reading.ts";
import { pollSheet } from "../../../src/pipeline/sheets/poll-sheet.ts";
import { sheetMirror } from "../../../src/pipeline/sheets/sheet-mirror.ts";
import type { SheetSetup } from "../../../src/pipeline/sheets/sheet-setup.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { someRules } from "../../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../../new-database.ts";
import { answersOf, HEADINGS, RESPONSES } from "./a-moving-sheet.ts";

const KEEP = "acct (do not edit)";
let sheets: SimulatedSheets;
let database: TestDatabase;

beforeAll(async () => {
  [sheets, database] = await Promise.all([startSheets(), newDatabase()]);
  sheets.quota = 1_000_000_000;
});
afterAll(() => Promise.all([sheets.stop(), database.close()]));

/** What people do in the sheet. Numbers choose among the rows that are there. */
type Act =
  | { readonly kind: "submit"; readonly twin: boolean }
  | {
      readonly kind: "sort";
      readonly column: string;
      readonly metadata: "follows" | "stays";
      readonly descending: boolean;
    }
  | { readonly kind: "insert" | "delete" | "drag" | "edit" | "note"; readonly at: number }
  | { readonly kind: "spam"; readonly at: number };

/** acct reads the sheet. Before its call number `at`, someone acts, or the call fails. */
interface Poll {
  readonly kind: "poll";
  readonly at: number;
  readonly act?: Act | undefined;
  readonly fault?: Fault | undefined;
}

const number = fc.nat({ max: 30 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("submit" as const), twin: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("sort" as const),
      column: fc.constantFrom("First name", "Email Address", "Comment"),
      metadata: fc.constantFrom("follows" as const, "stays" as const),
      descending: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "insert" as const,
        "delete" as const,
        "drag" as const,
        "edit" as const,
        "note" as const,
      ),
      at: number,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("spam" as const), at: number }) },
);
const fault = fc.constantFrom<Fault>("unavailable", "unavailable-after", "reset", "reset-after", "busy");
const poll: fc.Arbitrary<Poll> = fc.record({
  kind: fc.constant("poll" as const),
  at: fc.nat({ max: 8 }),
  act: fc.option(act, { nil: undefined }),
  fault: fc.option(fault, { nil: undefined, freq: 1 }),
});

interface Person {
  readonly name: string;
  /** How often they are in the sheet, as far as people know. */
  count: number;
  /** How many of their rows people have deleted. */
  deleted: number;
  hasTwin: boolean;
  wasEdited: boolean;
  isSpam: boolean;
}

let lastName = 0;
/** Names in an order that has nothing to do with that of the submissions. */
const newName = () => `P${((++lastName * 7919) % 100_000).toString(36)}x${lastName}`;

async function aLife(steps: readonly (Act | Poll)[]): Promise<void> {
  const account = sheets.account("acct");
  const sheet = sheets.create({
    tabs: {
      [RESPONSES]: { headings: HEADINGS, isForm: true, frozenRowCount: 1, rowCount: 40 },
      Spam: {},
      "Current Users": { headings: HEADINGS },
    },
    shareWith: [account],
  });
  const key = { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) };
  const { db } = database;
  const rules = someRules();
  const deps = {
    db,
    rules,
    workflows: buildWorkflows(rules.approvals),
    secretKey: secretKeys(Buffer.alloc(32, 7)),
    now: () => new Date("2026-03-10T12:00:00Z"),
    log: openLog("silent"),
    dryRun: false,
    announce: () => undefined,
  };
  const people = new Map<string, Person>();
  const spam = new Set<number>();
  const person = sheet.person(RESPONSES);
  const nameAt = HEADINGS.indexOf("First name");
  /** The rows with people, as people see them. */
  const filled = () =>
    sheet
      .rows(RESPONSES)
      .flatMap((cells, at) =>
        at > 0 && people.has(cells[nameAt] ?? "") ? [{ row: at + 1, name: cells[nameAt] ?? "" }] : [],
      );
  const choose = <Item>(items: readonly Item[], at: number): Item | undefined =>
    items[at % Math.max(1, items.length)];
  const submit = (name: string) => {
    sheet.submit(RESPONSES, answersOf(name, { Comment: `c${name.length % 3}` }));
    const known = people.get(name);
    if (known) Object.assign(known, { count: known.count + 1, hasTwin: true });
    else people.set(name, { name, count: 1, deleted: 0, hasTwin: false, wasEdited: false, isSpam: false });
  };

  async function perform(one: Act): Promise<void> {
    const rows = filled();
    const chosen = "at" in one ? choose(rows, one.at) : { row: 0, name: "" };
    if (!chosen) return;
    const who = people.get(chosen.name);
    switch (one.kind) {
      case "submit": {
        const twin = one.twin && rows.length > 2 ? choose(rows, lastName)?.name : undefined;
        return submit(twin ?? newName());
      }
      case "sort":
        return person.sort(one.column, one);
      case "insert":
        return person.insertRow(chosen.row);
      case "drag":
        return person.dragRow(chosen.row, choose(rows, one.at * 3 + 1)?.row ?? 2);
      case "note":
        return person.type(chosen.row, "Helpdesk Notified", "");
      case "edit":
        person.type(chosen.row, "Comment", `edited ${one.at}`);
        if (who) who.wasEdited = true;
        return;
      case "delete":
        person.deleteRow(chosen.row);
        if (who) Object.assign(who, { count: who.count - 1, deleted: who.deleted + 1 });
        return;
      case "spam": {
        const [request] = await listByEmail(db, "account", `${chosen.name.toLowerCase()}@example.org`);
        if (!request) return;
        const changed = await changeRequest(request.id, deps, (current) =>
          current.status === "spam" ? { denial: "It's spam already." } : { command: asSpam(current) },
        );
        if (changed.kind !== "done") return;
        if (who) who.isSpam = true;
        spam.add(request.id);
      }
    }
  }

  /** Another process each time, so that nothing is remembered. */
  async function read({ at, act: between, fault: failing }: Poll): Promise<void> {
    let calls = 0;
    sheets.before = async (call: SheetCall) => {
      if (call.kind !== "token" && calls++ === at && between) await perform(between);
    };
    sheets.fault = (call) => (call.kind !== "token" && calls - 1 === at ? failing : undefined);
    const setup: SheetSetup = {
      source: "access",
      spreadsheet: googleSheets({ apiUrl: sheets.url, key })(sheet.id),
      tab: RESPONSES,
      finishedTab: "Current Users",
      spamTab: "Spam",
      approvedCounts: false,
      trusted: true,
      since: "2026-01-01",
    };
    const after = afterReading(deps);
    try {
      await after.run(setup, await pollSheet(setup, deps, await after.titles(setup)));
      await show(setup);
    } catch (error) {
      refuseOthers(error);
    } finally {
      sheets.before = undefined;
      sheets.fault = undefined;
    }
  }

  /** Writes into the rows what became of the requests, which is when spam begins to move. */
  async function show(setup: SheetSetup): Promise<void> {
    const mirror = sheetMirror([setup], { ...deps, gatherMs: 1 });
    for (const id of spam) {
      const [view] = (await listViews(db, id)).filter(({ audience }) => audience === "sheet");
      const request = await findRequest(db, id);
      if (!view || !request) continue;
      // Each view is a task of its own, so one that must wait keeps no other from being shown.
      await mirror.show(view as MirrorView, request, await listEvents(db, id)).catch(refuseOthers);
    }
  }

  const quiet: Poll = { kind: "poll", at: 0 };
  for (const _ of [1, 2, 3, 4]) submit(newName());
  for (const step of steps) await (step.kind === "poll" ? read(step) : perform(step));
  for (let count = 0; count < 5; count++) await read(quiet);

  const namesIn = (title: string) =>
    sheet.rows(title).flatMap((cells) => cells.filter((cell) => people.has(cell)));
  const [here, there] = [namesIn(RESPONSES), namesIn("Spam")];
  const countOf = (names: readonly string[], name: string) => names.filter((one) => one === name).length;
  for (const { name, count, deleted, hasTwin, wasEdited, isSpam } of people.values()) {
    const [stayed, moved] = [countOf(here, name), countOf(there, name)];
    // Who edits a row while it moves, has two versions of it, and the admins are told.
    const isTold = wasEdited && stayed > 0 && moved > 0;
    // Someone who deletes a row whose copy is in the other tab already has deleted one of the two. And if equal rows lose their stamps while
    // they move, acct can't tell which of them has its copy there: it leaves them, and tells the admins.
    const most = count + (isSpam ? (hasTwin ? moved : Math.min(deleted, moved)) : 0);
    if (!isTold) {
      expect(stayed + moved, `${name} is in the sheet`).toBeGreaterThanOrEqual(count);
      expect(stayed + moved, `${name} is in the sheet`).toBeLessThanOrEqual(most);
    }
    if (!isSpam) expect(moved, `${name} wasn't marked as spam`).toBe(0);
    if (isSpam && count > 0 && !hasTwin && !wasEdited) expect(stayed, `${name} was marked as spam`).toBe(0);
    const cells = [RESPONSES, "Spam"].flatMap((title) =>
      sheet.rows(title).filter((row) => row.includes(name)),
    );
    if (!isSpam) for (const row of cells) expect(row[0], `${name} has someone else's status`).toBe("");
    const requests = await listByEmail(db, "account", `${name.toLowerCase()}@example.org`);
    if (count > 0 && !hasTwin) expect(requests, `${name} has a request`).toHaveLength(1);
    expect(requests.length).toBeLessThanOrEqual(1);
  }
  if (sheet.file.tabs.some(({ title }) => title === KEEP)) expect(sheet.rows(KEEP)).toEqual([]);
}

/** Throws unless acct tries again later after this error. */
function refuseOthers(error: unknown): void {
  if (!/^(Sheet\w+|Busy)Error$/.test((error as Error).name)) throw error;
}

const asSpam = ({ email, piEmail, plan }: Request): RequestCommand => ({
  kind: "decide",
  isLast: true,
  approval: {
    ...{ name: "admin", verdict: "spam", by: "slack:T1/UADA", byName: "Ada", roles: ["admin"] },
    ...{ address: email, pi: piEmail, at: "2026-03-10T12:00:00Z", surface: "chat", plan, planHash: "hash" },
  },
});

it("However people sort, insert, delete, edit and submit while acct reads and moves rows, and whatever fails, no one is lost, doubled, or moved in place of another", async () => {
  const seed = Number(process.env.SHEETS_SEED ?? Date.now() % 2 ** 31);
  console.log(`SHEETS_SEED=${seed}`);
  const runs = Number(process.env.SHEETS_RUNS ?? 1000);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 1, arbitrary: act }, { weight: 1, arbitrary: poll }), {
        minLength: 4,
        maxLength: 24,
      }),
      aLife,
    ),
    {
      seed,
      numRuns: runs,
      interruptAfterTimeLimit: Number(process.env.SHEETS_SECONDS ?? 25) * 1000,
      endOnFailure: process.env.SHEETS_SHRINK === undefined,
    },
  );
}, 600_000);
