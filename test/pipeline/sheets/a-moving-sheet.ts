import { randomUUID } from "node:crypto";
import type { SimulatedSheets } from "../../../dev/local-stack/sheets/start-sheets.ts";
import { insertIntakeRows } from "../../../src/db/intake-rows.ts";
import { googleSheets } from "../../../src/intake/sheets/google-spreadsheet.ts";
import { movingSource } from "../../../src/intake/sheets/moving-source.ts";
import { readTab } from "../../../src/intake/sheets/read-tab.ts";
import type { Spreadsheet, SpreadsheetContents } from "../../../src/intake/sheets/spreadsheet.ts";
import { moveRows, titlesForMoves } from "../../../src/pipeline/sheets/move-rows.ts";
import type { TestDatabase } from "../../new-database.ts";

export const RESPONSES = "Form Responses 1";
export const HEADINGS = [
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
];

/** The answers of a person. */
export const answersOf = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  "Email Address": `${name.toLowerCase()}@example.org`,
  "First name": name,
  "Last name": "Ypsilon",
  "Do you have an account here?": "No",
  "PIN for your first password": "2718",
  "Project to join": "astro",
  ...more,
});

interface Options {
  readonly finished?: NonNullable<Parameters<SimulatedSheets["create"]>[0]>["tabs"] extends infer Tabs
    ? Tabs extends Readonly<Record<string, infer Tab>>
      ? Tab
      : never
    : never;
  readonly rowCount?: number;
  readonly frozenRowCount?: number;
  /** True: rows are stamped in a hidden column instead of the metadata. */
  readonly hidden?: boolean;
}

/** A sheet with a form, Current Users, and Spam, as acct reads it. */
export function aMovingSheet(sheets: SimulatedSheets, database: TestDatabase, options: Options = {}) {
  const { finished = { headings: HEADINGS }, rowCount = 1000, frozenRowCount = 1, hidden = false } = options;
  const account = sheets.account("acct");
  const headings = hidden ? [...HEADINGS, "acct row ID (please leave this column)"] : HEADINGS;
  const made = sheets.create({
    tabs: {
      [RESPONSES]: { headings, rowCount, frozenRowCount, isForm: true },
      "Current Users": finished,
      Spam: {},
    },
    shareWith: [account],
  });
  // The form fills in its own columns only.
  made.tab(RESPONSES).formColumns = HEADINGS.map((_, column) => column).slice(3);
  const open = () =>
    googleSheets({
      apiUrl: sheets.url,
      key: { name: "GOOGLE_SERVICE_ACCOUNT_JSON", value: JSON.stringify(account.key()) },
    })(made.id);
  const spreadsheet = open();
  const titles = { from: RESPONSES, to: { finished: "Current Users", spam: "Spam" } };
  const read = (contents: SpreadsheetContents) => readTab(contents, { source: "access", tab: RESPONSES });

  /** Stamps the rows of these people, and wants them to be moved. */
  async function takeIn(wanted: Readonly<Record<string, "finished" | "spam" | null>>): Promise<void> {
    const found = read(await spreadsheet.read([RESPONSES]));
    const now = new Date();
    const taken = found.rows.flatMap((row) => {
      const moveTo = wanted[row.answers.givenName ?? ""];
      return moveTo === undefined ? [] : [{ row, moveTo, stamp: randomUUID() }];
    });
    await spreadsheet.change(
      taken.map(({ row: { row }, stamp }) =>
        hidden
          ? { kind: "write", tabId: found.tab.id, row, cells: { [HEADINGS.length]: stamp } }
          : { kind: "stamp", tabId: found.tab.id, row, stamp },
      ),
    );
    await insertIntakeRows(
      database.db,
      taken.map(({ row, stamp, moveTo }) => ({
        source: "access" as const,
        spreadsheet: made.id,
        tabId: found.tab.id,
        stamp,
        digest: row.digest,
        cells: row.answers,
        state: "requested" as const,
        moveTo,
        createdAt: now,
        changedAt: now,
      })),
    );
  }

  /** Reads the sheet, and moves what is to be moved, as acct does every minute. */
  async function move(by: Spreadsheet = spreadsheet): Promise<string[]> {
    const context = {
      db: database.db,
      spreadsheet: by,
      now: () => new Date(),
      source: "access",
      ...titles,
      readSource: (contents: SpreadsheetContents) => movingSource(read(contents)),
    } as const;
    return moveRows(context, await by.read(titlesForMoves(titles)));
  }

  /** The first names in a tab, from the top. */
  const namesIn = (title: string) => {
    const [head = [], ...rows] = made.rows(title);
    const all = [head, ...rows];
    const at = all.findIndex((row) => row.includes("First name"));
    const column = all[at]?.indexOf("First name") ?? -1;
    return all.slice(at + 1).flatMap((row) => (row[column] ? [row[column]] : []));
  };

  return { ...made, open, takeIn, move, namesIn };
}
