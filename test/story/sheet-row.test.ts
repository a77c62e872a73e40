import { afterAll, beforeAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  choosePassword,
  linkIn,
  readText,
} from "../../dev/local-stack/people.ts";
import { startSheets } from "../../dev/local-stack/sheets/start-sheets.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { HEADINGS } from "../pipeline/sheets/sheet-desk.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";

const sheets = await startSheets();
const account = sheets.account("acct");
const TAB = "Form Responses 1";
const made = sheets.create({
  title: "Access requests",
  timeZone: "Europe/Berlin",
  tabs: { [TAB]: { headings: HEADINGS, isForm: true, frozenRowCount: 1 }, "Current Users": {}, Spam: {} },
  shareWith: [account],
});
const site = await newSite({
  entries: astro,
  settings: {
    sheets: { access: { id: made.id, trusted: true } },
    helpdesk: { address: "tickets@helpdesk.example" },
    projects: { astro: { pi: "hopper@example.org" } },
    times: { closeAfter: "0s" },
  },
  variables: { GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()), SHEETS_API_URL: sheets.url },
});
afterAll(async () => {
  await site.stop();
  await sheets.stop();
});

const today = new Date().toISOString().slice(0, 19);
const person = (name: string, but: Record<string, string> = {}) => ({
  "Email Address": `${name.toLowerCase()}@example.org`,
  "First name": name,
  "Last name": "Ypsilon",
  "Do you have an account here?": "No",
  PIN: "4711",
  "Join project": "astro",
  "Contact email": "hopper@example.org",
  ...but,
});
const cellOf = (name: string, heading: (typeof HEADINGS)[number]) =>
  made.rows(TAB).find((row) => row.includes(name))?.[HEADINGS.indexOf(heading)] ?? "";

beforeAll(async () => {
  const tab = made.person(TAB);
  const old = made.submit(TAB, person("Olga"), today);
  tab.type(old, "Approved", "Approved");
  tab.type(old, "Helpdesk Notified", "02 Mar 2026 10:00:00");
  made.submit(TAB, person("Nina"), today);
  made.submit(TAB, person("Blanka", { PIN: "" }), today);
});

it("A row of the sheet becomes a request, which is decided in the chat, shown in its row, and closed", async () => {
  await site.start();

  await untilRequest(site, "Nina", { waitsFor: "admin" });
  const tab = made.person(TAB);
  tab.sort("First name", { metadata: "stays" });
  await approveAsAdmin(site, "Nina");
  await approveAsPi(site, "Nina");
  const welcome = await untilEmail(site, "nina@example.org", "welcome");
  await choosePassword(linkIn(welcome));
  await untilRequest(site, "Nina", { status: "closed" });

  await expect.poll(() => cellOf("Nina", "Approved"), { timeout: 60_000 }).toBe("Approved");
  await expect
    .poll(() => cellOf("Nina", "Helpdesk Notified"), { timeout: 60_000 })
    .toMatch(/^\d\d \w{3} \d{4} \d\d:\d\d:\d\d$/);
  expect(cellOf("Blanka", "Approved")).toBe("");
  expect(cellOf("Olga", "Helpdesk Notified")).toContain("Mar 2026");
  const shown = site.sandbox.messages(ADMIN_CHANNEL).map(readText).join("\n");
  expect(shown).toMatch(/Row 4 .*PIN/);
  expect(shown).not.toContain("Olga");
  expect(await site.database.query("select count(*)::int as count from requests")).toEqual([{ count: 1 }]);
});
