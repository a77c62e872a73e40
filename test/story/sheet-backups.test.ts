import { afterAll, expect, it } from "vitest";
import { startSheets } from "../../dev/local-stack/sheets/start-sheets.ts";
import { HEADINGS } from "../pipeline/sheets/a-moving-sheet.ts";
import { newSite } from "./new-site.ts";

const sheets = await startSheets();
const account = sheets.account("acct");
const row = (name: string, role = "PhD") => [
  "",
  "",
  "",
  "",
  `${name.toLowerCase()}@example.org`,
  name,
  "Ypsilon",
  "No",
  "",
  role,
  "",
  "",
  "2718",
];
const made = sheets.create({
  tabs: {
    "Form Responses 1": { headings: HEADINGS, isForm: true },
    "Current Users": { headings: HEADINGS, rows: [row("Ada"), row("Bo")] },
    Spam: {},
  },
  shareWith: [account],
});
const site = await newSite({
  withLdap: false,
  settings: { sheets: { access: { id: made.id } } },
  variables: { GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()), SHEETS_API_URL: sheets.url },
});
afterAll(() => Promise.all([site.stop(), sheets.stop()]));

it("An admin takes backups of Current Users, compares them, and restores one into a new tab", async () => {
  expect((await site.run("sheet", "backup")).stdout).toMatch(/Took backup 1 .*"Current Users": 2 rows/);
  made.person("Current Users").type(2, "Role", "Staff");
  made.person("Current Users").deleteRow(3);
  // The first backup has taken the read of this minute.
  await site.database.query("delete from chat_pace");
  expect((await site.run("sheet", "backup")).stdout).toMatch(/Took backup 2 .*1 row\b/);
  const diff = (await site.run("sheet", "diff")).stdout;
  expect(diff).toMatch(/^- bo@example\.org \| Bo \| Ypsilon/m);
  expect(diff).toMatch(/^~ ada@example\.org: Role "PhD" → "Staff"$/m);
  expect(diff).not.toContain("2718");
  expect((await site.run("sheet", "restore", "--from", "1", "--to", "Old users")).stdout).toMatch(
    /2 rows of backup 1/,
  );
  expect(made.rows("Old users").map((cells) => cells[5])).toEqual(["First name", "Ada", "Bo"]);
});
