import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ServiceAccount } from "../../dev/local-stack/sheets/service-accounts.ts";
import {
  type SimulatedSheets,
  type SpreadsheetOptions,
  startSheets,
} from "../../dev/local-stack/sheets/start-sheets.ts";
import { checkSheet, type SheetCheck } from "../../src/commands/check-sheets.ts";
import { googleSheets } from "../../src/intake/sheets/google-spreadsheet.ts";

const tabs = { responses: "Form Responses 1", current: "Current Users", spam: "Spam" };
const NEEDED = {
  "Form Responses 1": { headings: ["Approved", "Timestamp", "Name"], isForm: true, rows: [["", "", "Ada"]] },
  "Current Users": {},
  Spam: {},
};

let sheets: SimulatedSheets;
let account: ServiceAccount;
beforeAll(async () => {
  sheets = await startSheets();
  account = sheets.account("acct");
});
beforeEach(() => {
  sheets.quota = 1000;
});
afterAll(() => sheets.stop());

function open(options: SpreadsheetOptions = {}) {
  const made = sheets.create({ shareWith: [account], tabs: NEEDED, ...options });
  const key = { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) };
  const spreadsheet = googleSheets({ apiUrl: sheets.url, key })(made.id);
  const check = (but: Partial<SheetCheck> = {}) =>
    checkSheet({
      spreadsheet,
      setting: "sheets.access",
      tabs,
      mayWrite: true,
      takeRead: async () => 0,
      ...but,
    });
  return { made, check };
}

it("A spreadsheet with all of its tabs is fine, and looks as before", async () => {
  const { made, check } = open();
  const before = structuredClone(made.file.tabs);
  const { sentence, warnings } = await check();
  expect(sentence).toContain('1 rows in "Form Responses 1"');
  expect(warnings).toEqual([]);
  expect(made.file.tabs).toEqual(before);
});

it("Missing tabs and protected ranges are named with what to do, and the headings are checked as well", async () => {
  const { made, check } = open({ tabs: { "Form Responses 1": NEEDED["Form Responses 1"], Spam: {} } });
  made.person("Form Responses 1").protect({ startColumn: 0, endColumn: 1, editors: [] });
  const { warnings } = await check({ checkHeadings: ({ title }) => [`headings of ${title}`] });
  expect(warnings).toEqual([
    expect.stringMatching(/"Current Users".*sheets\.access\.tabs\.current/),
    expect.stringMatching(/^A1:A1000 of "Form Responses 1"/),
    "headings of Form Responses 1",
  ]);
  made.person("Form Responses 1").renameTab("Antworten");
  await expect(check()).rejects.toThrow(/"Antworten", "Spam".*sheets\.access\.tabs\.responses/);
});

it("A viewer is told to become an editor; where nothing may be written, reading is enough", async () => {
  const { made, check } = open();
  made.share(account, "reader");
  await expect(check()).rejects.toThrow(/Editor/);
  const before = sheets.calls.length;
  await check({ mayWrite: false });
  expect(sheets.calls.slice(before).every(({ kind }) => kind === "read")).toBe(true);
});

it("The spreadsheet is read only when it's doctor's turn", async () => {
  const { check } = open();
  const waits = [5, 1, 0];
  const before = sheets.calls.length;
  await check({
    takeRead: async () => {
      expect(sheets.calls).toHaveLength(before);
      return waits.shift() ?? 0;
    },
  });
  expect(waits).toEqual([]);
});
