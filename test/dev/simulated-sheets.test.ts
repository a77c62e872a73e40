import { sheets as googleApi } from "@googleapis/sheets";
import { JWT } from "google-auth-library";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ServiceAccount, signToken } from "../../dev/local-stack/sheets/service-accounts.ts";
import {
  type SimulatedSheets,
  type SpreadsheetOptions,
  startSheets,
} from "../../dev/local-stack/sheets/start-sheets.ts";

const TAB = "Form Responses 1";
const HEADINGS = ["Approved", "Notes", "Timestamp", "Name", "PIN"];

let sheets: SimulatedSheets;
let account: ServiceAccount;
beforeAll(async () => {
  sheets = await startSheets();
  account = sheets.account("other-program");
});
beforeEach(() => {
  sheets.maxCells = 10_000_000;
  sheets.quota = 1000;
});
afterAll(() => sheets.stop());

/** Google's own client, as any other program would use it. */
function client(server = sheets, of = account) {
  const { client_email: email, private_key: key, private_key_id: keyId } = of.key();
  const auth = new JWT({ email, key, keyId, scopes: ["https://www.googleapis.com/auth/spreadsheets"] });
  auth.useJWTAccessWithScope = true;
  const api = googleApi({ version: "v4", rootUrl: server.url, auth, retry: false });
  return api.spreadsheets;
}

function open(options: SpreadsheetOptions = {}) {
  return sheets.create({
    shareWith: [account],
    tabs: {
      [TAB]: { headings: HEADINGS, isForm: true, frozenRowCount: 1 },
      Spam: { headings: ["a", "b", "c"] },
    },
    ...options,
  });
}

describe("values.append, which acct doesn't use", () => {
  const append = (spreadsheetId: string, value: string) =>
    client().values.append({
      spreadsheetId,
      range: "Spam",
      valueInputOption: "RAW",
      requestBody: { values: [[value, "", value]] },
    });

  it("drifts to the right after a row with a blank cell", async () => {
    const made = open();
    for (const value of ["1", "2", "3"]) await append(made.id, value);
    expect(made.rows("Spam").slice(1)).toEqual([
      ["1", "", "1"],
      ["", "", "2", "", "2"],
      ["", "", "", "", "3", "", "3"],
    ]);
  });

  it("lands above the headings if the first row is blank", async () => {
    const made = open();
    made.person("Spam").insertRow(1);
    await append(made.id, "1");
    expect(made.rows("Spam")[0]).toEqual(["1", "", "1"]);
  });
});

describe("the tab of a form", () => {
  it("gets each response below the last one, only in the form's columns, also when people write beside it", () => {
    const made = open();
    expect(made.submit(TAB, { Name: "Ada", PIN: "0123" })).toBe(2);
    made.person(TAB).type(2, "Notes", "known");
    made.person(TAB).type(3, "Notes", "a remark below");
    expect(made.submit(TAB, { Name: "=1+1" }, "2026-03-04T10:00:01")).toBe(3);
    expect(made.rows(TAB).slice(1)).toEqual([
      ["", "known", "3/4/2026 10:00:00", "Ada", "123"],
      ["", "", "3/4/2026 10:00:01", "=1+1"],
      ["", "a remark below"],
    ]);
  });

  it("keeps its columns when people insert one, and asks more in a column after its last one", () => {
    const made = open();
    made.person(TAB).insertColumn("Timestamp", "Ours");
    made.askMore(TAB, "Phone");
    made.submit(TAB, { Name: "Ada", Phone: "+49 30 1" });
    expect(made.rows(TAB)).toEqual([
      ["Approved", "Notes", "Ours", "Timestamp", "Name", "PIN", "Phone"],
      ["", "", "", "3/4/2026 10:00:00", "Ada", "", "+49 30 1"],
    ]);
  });

  it("refuses what would move its cells, but not the deletion of a whole row", async () => {
    const made = open();
    made.submit(TAB, { Name: "Ada" });
    made.submit(TAB, { Name: "Bo" });
    const range = { sheetId: made.tab(TAB).id, startRowIndex: 1, endRowIndex: 2 };
    const { id: spreadsheetId } = made;
    const rows = { sheetId: range.sheetId, dimension: "ROWS", startIndex: 1, endIndex: 2 };
    for (const request of [
      { deleteRange: { range, shiftDimension: "ROWS" } },
      { cutPaste: { source: range, destination: { sheetId: made.tab("Spam").id } } },
      { moveDimension: { source: rows, destinationIndex: 4 } },
    ]) {
      await expect(
        client().batchUpdate({ spreadsheetId, requestBody: { requests: [request] } }),
      ).rejects.toThrow(/Cannot cut from form data/);
    }
    await client().batchUpdate({
      spreadsheetId,
      requestBody: { requests: [{ deleteDimension: { range: rows } }] },
    });
    expect(made.rows(TAB).slice(1)).toEqual([["", "", "3/4/2026 10:00:00", "Bo"]]);
  });
});

describe("people", () => {
  it.each(["follows", "stays"] as const)("sort a tab, and the metadata of the rows %s", (metadata) => {
    const made = open();
    const person = made.person(TAB);
    for (const name of ["Cy", "Ada", "Bo"]) made.submit(TAB, { Name: name });
    for (const [index, row] of made.tab(TAB).rows.slice(1, 4).entries()) {
      const one = {
        metadataId: index + 1,
        metadataKey: "k",
        metadataValue: `s${index}`,
        visibility: "DOCUMENT",
      } as const;
      made.tab(TAB).rows[index + 1] = { ...row, metadata: [one] };
    }
    person.sort("Name", { metadata });
    expect(
      made
        .rows(TAB)
        .slice(1)
        .map((row) => row[3]),
    ).toEqual(["Ada", "Bo", "Cy"]);
    expect(made.stamps(TAB).slice(1).flat()).toEqual(
      metadata === "follows" ? ["s1", "s2", "s0"] : ["s0", "s1", "s2"],
    );
  });

  it.each([
    ["en_US", "2/1/2026"],
    ["en_GB", "01/02/2026"],
    ["de_DE", "01.02.2026"],
  ])("type dates and numbers in %s as Google reads them there", (locale, shown) => {
    const made = open({ locale });
    const person = made.person("Spam");
    person.typeRow(2, ["2026-02-01", shown, locale === "de_DE" ? "1,5" : "1.5", "0123", "=A1", "TRUE"]);
    expect(made.rows("Spam")[1]).toEqual([
      shown,
      shown,
      locale === "de_DE" ? "1,5" : "1.5",
      "123",
      "#REF!",
      "TRUE",
    ]);
    const serials = made
      .tab("Spam")
      .rows[1]?.cells.slice(0, 2)
      .map((cell) => cell?.value);
    expect(serials).toEqual([46054, 46054]);
  });
});

describe("the limits", () => {
  it("refuse a row too many, and a cell that is too long, as a whole", async () => {
    const made = open();
    sheets.maxCells = 52_000;
    const { id: spreadsheetId } = made;
    const appendDimension = { sheetId: made.tab(TAB).id, dimension: "ROWS", length: 1 };
    await expect(
      client().batchUpdate({ spreadsheetId, requestBody: { requests: [{ appendDimension }] } }),
    ).rejects.toThrow(/limit of 52000 cells/);
    const rows = [{ values: [{ userEnteredValue: { stringValue: "x".repeat(50_001) } }] }];
    await expect(
      client().batchUpdate({
        spreadsheetId,
        requestBody: {
          requests: [{ appendCells: { sheetId: made.tab(TAB).id, rows, fields: "userEnteredValue" } }],
        },
      }),
    ).rejects.toThrow(/50000 characters/);
    expect(made.tab(TAB).rows).toHaveLength(1000);
  });
});

describe("metadata", () => {
  it("can be searched, and selects ranges to read", async () => {
    const made = open();
    made.submit(TAB, { Name: "Ada" });
    const { id: spreadsheetId } = made;
    const { id: sheetId } = made.tab(TAB);
    const location = { dimensionRange: { sheetId, dimension: "ROWS", startIndex: 1, endIndex: 2 } };
    const developerMetadata = { metadataKey: "k", metadataValue: "v", visibility: "DOCUMENT", location };
    await client().batchUpdate({
      spreadsheetId,
      requestBody: { requests: [{ createDeveloperMetadata: { developerMetadata } }] },
    });
    const dataFilters = [{ developerMetadataLookup: { metadataKey: "k" } }];
    const found = await client().developerMetadata.search({ spreadsheetId, requestBody: { dataFilters } });
    expect(found.data.matchedDeveloperMetadata).toMatchObject([
      { developerMetadata: { metadataValue: "v", location: { locationType: "ROW" } } },
    ]);
    const { data } = await client().getByDataFilter({
      spreadsheetId,
      fields: "sheets(data(startRow,rowData.values.formattedValue))",
      requestBody: { dataFilters },
    });
    expect(data.sheets?.[0]?.data).toEqual([
      {
        startRow: 1,
        rowData: [{ values: [{}, {}, { formattedValue: "3/4/2026 10:00:00" }, { formattedValue: "Ada" }] }],
      },
    ]);
  });
});

describe("signing in", () => {
  const status = async (spreadsheetId: string, token: string) =>
    (
      await fetch(`${sheets.url}v4/spreadsheets/${spreadsheetId}`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;

  it("needs a token that is signed by this account's key, for Sheets, and for an hour at most", async () => {
    const { id } = open();
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: account.email,
      sub: account.email,
      scope: "https://www.googleapis.com/auth/spreadsheets",
      iat: now,
      exp: now + 3600,
    };
    const key = account.key();
    expect(await status(id, signToken(key, claims))).toBe(200);
    expect(
      await status(
        id,
        signToken(key, { ...claims, scope: undefined, aud: "https://sheets.googleapis.com/" }),
      ),
    ).toBe(200);
    for (const wrong of [
      { ...claims, scope: "https://www.googleapis.com/auth/gmail" },
      { ...claims, scope: undefined, aud: "https://storage.googleapis.com/" },
      { ...claims, exp: now + 7200 },
      { ...claims, iat: now - 7200, exp: now - 3600 },
      { ...claims, iss: "someone@acct-test.iam.gserviceaccount.com" },
    ]) {
      expect(await status(id, signToken(key, wrong))).toBe(401);
    }
    const stranger = sheets.account("stranger").key();
    expect(await status(id, signToken({ ...stranger, private_key_id: key.private_key_id }, claims))).toBe(
      401,
    );
    expect(await status(id, "")).toBe(401);
  });
});

describe("what acct must never send", () => {
  it.each([
    ["a formula", "formulaValue", /formula/],
    ["a text as if typed", "USER_ENTERED", /USER_ENTERED/],
  ])("%s fails the test that sent it", async (_, what, complaint) => {
    const own = await startSheets();
    const bot = own.account("bot");
    const { id: spreadsheetId, tab } = own.create({ shareWith: [bot], tabs: { [TAB]: {} } });
    const spreadsheets = client(own, bot);
    const rows = [{ values: [{ userEnteredValue: { formulaValue: "=1" } }] }];
    if (what === "USER_ENTERED")
      await spreadsheets.values.batchUpdate({
        spreadsheetId,
        requestBody: { valueInputOption: what, data: [{ range: `'${TAB}'!A1`, values: [["=1"]] }] },
      });
    else
      await spreadsheets.batchUpdate({
        spreadsheetId,
        requestBody: {
          requests: [{ appendCells: { sheetId: tab(TAB).id, rows, fields: "userEnteredValue" } }],
        },
      });
    await expect(own.stop()).rejects.toThrow(complaint);
  });
});
