import { startSheets } from "../local-stack/sheets/start-sheets.ts";
import type { PanelGroup, Push } from "../sandbox/panel.ts";
import type { FurtherSystems } from "./systems.ts";

const TABS = { responses: "Form Responses 1", current: "Current Users", spam: "Spam" } as const;

const HEADINGS = [
  "Approved",
  "Helpdesk Notified",
  "Reminder Sent",
  "Timestamp",
  "Email Address",
  "First name",
  "Last name",
  "Do you have an account here?",
  "Organization",
  "Role",
  "Phone",
  "Sponsor",
  "PIN for your first password",
  "Comment",
  "Project",
  "Name of the new project",
  "What is it about?",
  "Who else works in it?",
  "Project to join",
  "Its PI",
  "The PI's mail address",
] as const;

/** Those who fill in the form, in this order. One has forgotten the PIN. */
const PEOPLE = [
  { first: "Iris", last: "Ivers", pin: "4821", comment: "Coupled climate models." },
  { first: "Oskar", last: "Olsen", pin: "", comment: "Rainfall of the last century." },
  { first: "Priya", last: "Patel", pin: "7764", comment: "Galaxies at high redshift." },
] as const;

/** Starts a simulator of Google Sheets with a spreadsheet to which a form adds its responses. */
export async function sheetsFor(): Promise<FurtherSystems> {
  const sheets = await startSheets();
  const account = sheets.account("acct");
  const file = sheets.create({
    title: "Account requests",
    timeZone: "UTC",
    shareWith: [account],
    tabs: {
      [TABS.responses]: { headings: HEADINGS, isForm: true, frozenRowCount: 1 },
      [TABS.current]: { headings: HEADINGS },
      [TABS.spam]: { headings: HEADINGS },
    },
  });
  let submitted = 0;
  const submit = () => {
    const person = PEOPLE[submitted % PEOPLE.length] ?? PEOPLE[0];
    const again = Math.floor(submitted / PEOPLE.length);
    submitted++;
    file.submit(TABS.responses, answersOf(person, again), new Date().toISOString().slice(0, 19));
  };
  submit();
  submit();
  const form: Push = {
    name: "submit-form",
    label: "Submit the form",
    note: "Someone fills in the form of the spreadsheet. acct reads the sheet once a minute. Open the Sheet panel to see what it writes back.",
    state: () => `${submitted} responses so far`,
    push: async () => submit(),
  };
  const read = async (): Promise<PanelGroup[]> =>
    Object.values(TABS).map((title) => toGroup(title, file.rows(title)));
  return {
    settings: { sheets: { access: { id: file.id, tabs: TABS, trusted: true } } },
    variables: { SHEETS_API_URL: sheets.url, GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()) },
    panels: [{ name: "Sheet", read }],
    pushes: [form],
    stop: sheets.stop,
  };
}

function answersOf({ first, last, pin, comment }: (typeof PEOPLE)[number], again: number) {
  const number = again === 0 ? "" : String(again + 1);
  return {
    "Email Address": `${first.toLowerCase()}${number}@example.org`,
    "First name": first,
    "Last name": `${last}${number}`,
    "Do you have an account here?": "No",
    Organization: "Department of Physics",
    Role: "Doctoral student",
    "PIN for your first password": pin,
    Comment: comment,
    Project: "Join one",
    "Project to join": "astro",
    "Its PI": "Henrik Hopper",
    "The PI's mail address": "hopper@example.org",
  };
}

/** The columns to which acct and the admins write. The answers would make each row a paragraph. */
const SHOWN = HEADINGS.slice(0, HEADINGS.indexOf("Timestamp"));
const PIN = "PIN for your first password";

function toGroup(title: string, [headings = [], ...rows]: string[][]): PanelGroup {
  const cell = (row: string[], heading: string) => row[headings.indexOf(heading)] ?? "";
  return {
    title,
    ...(rows.length === 0 ? { note: "No rows" } : {}),
    rows: rows.map((row) => ({
      label: `${cell(row, "First name")} ${cell(row, "Last name")}`,
      text:
        [
          ...SHOWN.filter((heading) => cell(row, heading)).map(
            (heading) => `${heading}: ${cell(row, heading)}`,
          ),
          ...(cell(row, PIN) ? [] : ["without a PIN"]),
        ].join(", ") || "nothing written yet",
    })),
  };
}
