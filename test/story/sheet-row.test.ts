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
import { aMinuteLater } from "./later-in-a-sheet.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilEvent, untilRequest } from "./until.ts";

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
    reminders: { start: "1s" },
  },
  variables: { GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()), SHEETS_API_URL: sheets.url },
});
afterAll(async () => {
  await site.stop();
  await sheets.stop();
});

/** As staff know it: "26 Nov 2026 21:10:06". */
const TIME = /^\d\d \w{3} \d{4} \d\d:\d\d:\d\d$/;
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
/** The cells of the row with this first name in a tab, by heading. */
const rowOf = (tab: string, name: string) => {
  const rows = made.rows(tab);
  const headings = rows.find((row) => row.includes("First name")) ?? [];
  const row = rows.find((cells) => cells.includes(name));
  return row && Object.fromEntries(headings.map((heading, at) => [heading, row[at] ?? ""]));
};

/** The next hour has begun, in which acct reminds again. */
const anHourLater = () => site.database.query("delete from cron_slots");

beforeAll(async () => {
  const tab = made.person(TAB);
  const old = made.submit(TAB, person("Olga"), today);
  tab.type(old, "Approved", "Approved");
  tab.type(old, "Helpdesk Notified", "02 Mar 2026 10:00:00");
  made.submit(TAB, person("Nina"), today);
  made.submit(TAB, person("Blanka", { PIN: "" }), today);
});

it("A row of the sheet becomes a request, which is decided in the chat, shown in its row, closed, and moved to Current Users", async () => {
  const first = await site.start();
  await untilRequest(site, "Nina", { waitsFor: "admin" });
  made.person(TAB).sort("First name", { metadata: "stays" });
  await approveAsAdmin(site, "Nina");
  await untilRequest(site, "Nina", { waitsFor: "pi" });
  await first.stop();
  await anHourLater();
  // The links in messages lead there.
  await site.start({ PORT: new URL(first.url).port });
  await untilEvent(site, "Nina", "reminded");
  await expect
    .poll(() => rowOf(TAB, "Nina"))
    .toMatchObject({
      Approved: "Approved",
      "Helpdesk Notified": "",
      "Reminder Sent": expect.stringMatching(TIME),
    });

  await approveAsPi(site, "Nina");
  const welcome = await untilEmail(site, "nina@example.org", "welcome");
  await expect
    .poll(() => rowOf(TAB, "Nina"))
    .toMatchObject({ "Helpdesk Notified": expect.stringMatching(TIME) });
  await choosePassword(linkIn(welcome));
  await untilRequest(site, "Nina", { status: "closed" });
  await expect
    .poll(
      async () => {
        await aMinuteLater(site);
        return rowOf(TAB, "Nina");
      },
      { interval: 2000 },
    )
    .toBeUndefined();

  const moved = rowOf("Current Users", "Nina") ?? {};
  expect(moved).toMatchObject({
    Approved: "Approved",
    "Helpdesk Notified": expect.stringMatching(TIME),
    "Reminder Sent": expect.stringMatching(TIME),
    "Email Address": "nina@example.org",
    "Join project": "astro",
  });
  expect(Object.values(moved)).not.toContain("4711");
  expect(made.rows("Current Users").filter((row) => row.includes("Nina"))).toHaveLength(1);
  expect(made.rows("Spam").flat()).not.toContain("Nina");
  expect(rowOf(TAB, "Blanka")).toMatchObject({ Approved: "" });
  expect(rowOf(TAB, "Olga")).toMatchObject({ "Helpdesk Notified": expect.stringContaining("Mar 2026") });
  const shown = site.sandbox.messages(ADMIN_CHANNEL).map(readText).join("\n");
  expect(shown).toMatch(/Row 4 .*PIN/);
  expect(shown).not.toContain("Olga");
  expect(await site.database.query("select count(*)::int as count from requests")).toEqual([{ count: 1 }]);
}, 400_000);
