import { afterAll, beforeAll, describe } from "vitest";
import { type SimulatedSheets, startSheets } from "../../../dev/local-stack/sheets/start-sheets.ts";
import { googleSheets } from "../../../src/intake/sheets/google-spreadsheet.ts";
import { holdsSpreadsheetContract } from "../../contracts/spreadsheet.contract.ts";

let sheets: SimulatedSheets;
let account: ReturnType<SimulatedSheets["account"]>;

beforeAll(async () => {
  sheets = await startSheets();
  sheets.quota = 1_000_000;
  account = sheets.account("acct");
});
afterAll(() => sheets.stop());

const openWith = (key: string, options = {}) =>
  googleSheets({ apiUrl: sheets.url, key: { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: key } }, options);

describe.each([false, true])("a spreadsheet of Google, unknown stamps rejected: %s", (rejectsUnknown) => {
  holdsSpreadsheetContract(async ([headings = [], ...rows], { rowCount = 1000 } = {}) => {
    sheets.rejectsUnknownStamps = rejectsUnknown;
    const made = sheets.create({
      tabs: { "Form Responses 1": { headings, rowCount, frozenRowCount: 1, rows }, Spam: {} },
      shareWith: [account],
    });
    const person = made.person("Form Responses 1");
    return {
      spreadsheet: openWith(JSON.stringify(account.key()))(made.id),
      insertRow: person.insertRow,
      deleteRow: person.deleteRow,
    };
  });
});
