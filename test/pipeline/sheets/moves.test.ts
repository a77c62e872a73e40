import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { SheetCall } from "../../../dev/local-stack/sheets/routes.ts";
import { type SimulatedSheets, startSheets } from "../../../dev/local-stack/sheets/start-sheets.ts";
import { newDatabase, type TestDatabase } from "../../new-database.ts";
import { aMovingSheet, answersOf, HEADINGS, RESPONSES } from "./a-moving-sheet.ts";

const KEEP = "acct (do not edit)";
let sheets: SimulatedSheets;
let database: TestDatabase;

beforeAll(async () => {
  [sheets, database] = await Promise.all([startSheets(), newDatabase()]);
  sheets.quota = 1_000_000;
});
afterEach(() => {
  sheets.before = undefined;
  sheets.after = undefined;
  sheets.fault = undefined;
});
afterAll(() => Promise.all([sheets.stop(), database.close()]));

const people = ["Ada", "Bo", "Cy", "Di"];

async function aSheetOf(names: readonly string[], options: Parameters<typeof aMovingSheet>[2] = {}) {
  const sheet = aMovingSheet(sheets, database, options);
  for (const name of names) sheet.submit(RESPONSES, answersOf(name));
  return sheet;
}

/** The first poll adds the hidden tab; the others move what is left. */
async function moveAll(sheet: Awaited<ReturnType<typeof aSheetOf>>, times = 2): Promise<string[]> {
  let problems: string[] = [];
  for (let poll = 0; poll < times; poll++) problems = await sheet.move();
  return problems;
}

it.each([{ hidden: false }, { hidden: true }])(
  "Finished rows go to Current Users and spam to Spam, and the other rows stay (hidden column: $hidden)",
  async (options) => {
    const sheet = await aSheetOf(people, options);
    await sheet.takeIn({ Ada: null, Bo: "finished", Cy: "spam", Di: null });
    expect(await moveAll(sheet)).toEqual([]);
    expect(sheet.namesIn(RESPONSES)).toEqual(["Ada", "Di"]);
    expect(sheet.namesIn("Current Users")).toEqual(["Bo"]);
    expect(sheet.namesIn("Spam")).toEqual(["Cy"]);
    expect(sheet.rows(KEEP)).toEqual([]);
    expect(sheet.stamps("Current Users").flat()).toEqual([]);
  },
);

it("Twenty moves into a tab with a blank first row, a blank column, and another order put every cell under its heading", async () => {
  const order = ["Role", "Last name", "First name", "", "Email Address", "PIN", "Timestamp", "Approved"];
  const sheet = await aSheetOf([], { finished: {} });
  sheet.person("Current Users").typeRow(2, order);
  sheet.person("Current Users").typeRow(3, ["Staff", "Old", "Zoe", "", "zoe@example.org"]);
  const names = Array.from({ length: 20 }, (_, at) => `Person${String.fromCharCode(65 + at)}`);
  for (const [at, name] of names.entries()) {
    sheet.submit(
      RESPONSES,
      answersOf(name, { Role: at % 3 === 0 ? "" : `R${at}`, Phone: at === 7 ? "+49 30" : "" }),
    );
    await sheet.takeIn({ [name]: "finished" });
    await moveAll(sheet, at === 0 ? 2 : 1);
  }
  expect(sheet.namesIn(RESPONSES)).toEqual([]);
  const [blank, headings = [], zoe, ...moved] = sheet.rows("Current Users");
  expect(blank).toEqual([]);
  // What the tab has no column for gets one, to the right.
  expect(headings.slice(0, order.length)).toEqual(order);
  expect(headings.slice(order.length).toSorted()).toEqual([
    "Do you have an account here?",
    "Phone",
    "Project to join",
  ]);
  expect(zoe).toEqual(["Staff", "Old", "Zoe", "", "zoe@example.org"]);
  const under = (row: readonly string[], heading: string) => row[headings.indexOf(heading)] ?? "";
  expect(moved.map((row) => under(row, "First name"))).toEqual(names);
  for (const [at, row] of moved.entries()) {
    expect(under(row, "Role")).toBe(at % 3 === 0 ? "" : `R${at}`);
    expect(under(row, "Last name")).toBe("Ypsilon");
    expect(under(row, "Email Address")).toBe(`person${String.fromCharCode(97 + at)}@example.org`);
    expect(under(row, "Project to join")).toBe("astro");
    expect(under(row, "Phone")).toBe(at === 7 ? "+49 30" : "");
    expect(under(row, "PIN")).toBe("");
    expect(row[3]).toBe("");
  }
});

const deletesOriginals = ({ body, name }: SheetCall, tabId: number): boolean =>
  name === "spreadsheets.batchUpdate" &&
  body.requests.some(
    (one: Record<string, { range?: { sheetId?: number } }>) => one.deleteDimension?.range?.sheetId === tabId,
  );

type Sheet = Awaited<ReturnType<typeof aSheetOf>>;
const between: readonly { what: string; act: (sheet: Sheet) => void; left?: readonly string[] }[] = [
  { what: "someone inserts a row above", act: (sheet) => sheet.person(RESPONSES).insertRow(2) },
  {
    what: "someone inserts a row at its place and fills it in",
    act: (sheet) => {
      sheet.person(RESPONSES).insertRow(3);
      sheet.person(RESPONSES).typeRow(3, ["", "", "", "", "eve@example.org", "Eve", "Ypsilon", "No"]);
    },
    left: ["Ada", "Cy", "Di", "Eve"],
  },
  {
    what: "someone deletes a row above",
    act: (sheet) => sheet.person(RESPONSES).deleteRow(2),
    left: ["Cy", "Di"],
  },
  {
    what: "someone sorts, and metadata follows",
    act: (sheet) => sheet.person(RESPONSES).sort("First name", { metadata: "follows", descending: true }),
  },
  {
    what: "someone sorts, and metadata stays",
    act: (sheet) => sheet.person(RESPONSES).sort("First name", { metadata: "stays", descending: true }),
  },
  {
    what: "someone submits the form and sorts",
    act: (sheet) => {
      sheet.submit(RESPONSES, answersOf("Aaron"));
      sheet.person(RESPONSES).sort("First name", { metadata: "follows" });
    },
    left: ["Aaron", "Ada", "Cy", "Di"],
  },
  { what: "someone deletes the row", act: (sheet) => sheet.person(RESPONSES).deleteRow(3) },
];

it.each(between)(
  "Between reading and deleting a row, $what: no one else's row is lost",
  async ({ act, left }) => {
    const sheet = await aSheetOf(people);
    await sheet.takeIn({ Ada: null, Bo: "finished", Cy: null, Di: null });
    let acted = 0;
    sheets.before = (call) => {
      if (deletesOriginals(call, sheet.tab(RESPONSES).id) && acted++ === 0) act(sheet);
    };
    await moveAll(sheet, 4);
    expect(acted).toBeGreaterThan(0);
    expect(
      sheet
        .namesIn(RESPONSES)
        .filter((name) => name !== "Bo")
        .toSorted(),
    ).toEqual(left ?? ["Ada", "Cy", "Di"]);
    // If metadata has stayed, the row of Bo has another one's stamp until acct stamps it again.
    expect(sheet.namesIn("Current Users")).toEqual(["Bo"]);
    expect(sheet.rows(KEEP)).toEqual([]);
  },
);
