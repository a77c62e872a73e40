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

const faults = ["unavailable", "unavailable-after", "reset", "reset-after"] as const;

it.each(faults.flatMap((fault) => [1, 2, 3, 4].map((at) => ({ fault, at }))))(
  "If write $at fails ($fault), the next polls finish the move: no row is lost, and none is there twice",
  async ({ fault, at }) => {
    const sheet = await aSheetOf(people);
    await sheet.takeIn({ Ada: "finished", Bo: null, Cy: "spam", Di: null });
    let writes = 0;
    sheets.fault = (call) => (call.kind === "write" && ++writes === at ? fault : undefined);
    const ends: string[] = [];
    for (let poll = 0; poll < 4; poll++) {
      // Another process takes over.
      await sheet.move(sheet.open()).then(
        () => ends.push("ok"),
        (error: Error) => ends.push(error.name),
      );
    }
    expect(ends.filter((end) => end !== "ok")).toHaveLength(1);
    expect(sheet.namesIn(RESPONSES)).toEqual(["Bo", "Di"]);
    expect(sheet.namesIn("Current Users")).toEqual(["Ada"]);
    expect(sheet.namesIn("Spam")).toEqual(["Cy"]);
    expect(sheet.rows(KEEP)).toEqual([]);
  },
);

it("A move whose deletion is refused is finished later, and the row isn't copied again", async () => {
  const sheet = await aSheetOf(people);
  await sheet.takeIn({ Ada: "finished" });
  await sheet.move();
  sheet.person(RESPONSES).protect({ startRow: 1, endRow: 2, editors: [] });
  for (let poll = 0; poll < 10; poll++) await sheet.move().catch(() => undefined);
  expect(sheet.namesIn(RESPONSES)).toEqual(people);
  expect(sheet.namesIn("Current Users")).toEqual(["Ada"]);
  // Meanwhile, someone has moved and changed the copy.
  sheet.person("Current Users").type(2, "Role", "Guest");
  sheet.person("Current Users").insertRow(2);
  sheet.person(RESPONSES).unprotect();
  await sheet.move();
  expect(sheet.namesIn(RESPONSES)).toEqual(["Bo", "Cy", "Di"]);
  expect(sheet.namesIn("Current Users")).toEqual(["Ada"]);
});

it("The last row below a frozen heading can be moved, again and again, also from a grid without blank rows", async () => {
  const sheet = await aSheetOf(["Ada"], {
    rowCount: 2,
    frozenRowCount: 1,
    finished: { rowCount: 1, headings: HEADINGS },
  });
  for (const name of ["Ada", "Bo", "Cy"]) {
    if (name !== "Ada") sheet.submit(RESPONSES, answersOf(name));
    await sheet.takeIn({ [name]: "finished" });
    await moveAll(sheet);
    expect(sheet.namesIn(RESPONSES)).toEqual([]);
  }
  expect(sheet.namesIn("Current Users")).toEqual(["Ada", "Bo", "Cy"]);
});

it("Two equal rows stay two, and each moves on its own", async () => {
  const sheet = await aSheetOf(["Ada", "Bo", "Ada"]);
  await sheet.takeIn({ Ada: "finished", Bo: null });
  await moveAll(sheet);
  expect(sheet.namesIn(RESPONSES)).toEqual(["Bo"]);
  expect(sheet.namesIn("Current Users")).toEqual(["Ada", "Ada"]);
});

it("Texts stay texts and dates stay dates, whatever they look like", async () => {
  const sheet = await aSheetOf([]);
  sheet.submit(
    RESPONSES,
    answersOf("Ada", { Comment: '=IMPORTDATA("x"&B2)', Phone: "+49 30 1234567", Organization: "0123" }),
  );
  const original = sheet.rows(RESPONSES)[1];
  await sheet.takeIn({ Ada: "finished" });
  await moveAll(sheet);
  const [, copy = []] = sheet.rows("Current Users");
  const pin = HEADINGS.indexOf("PIN for your first password");
  expect(copy).toEqual(original?.map((text, column) => (column === pin ? "" : text)));
  const cells = sheet.tab("Current Users").rows[1]?.cells;
  expect(cells?.[HEADINGS.indexOf("Timestamp")]).toMatchObject({
    value: expect.any(Number),
    format: { type: "DATE_TIME" },
  });
  for (const heading of ["Comment", "Phone"])
    expect(cells?.[HEADINGS.indexOf(heading)]?.value).toEqual(expect.any(String));
});

it("A tab that is missing or has no headings stops its moves with a sentence, and the others continue", async () => {
  const sheet = await aSheetOf(people, { finished: { rows: [["some", "notes"]] } });
  await sheet.takeIn({ Ada: "finished", Bo: "spam" });
  expect(await moveAll(sheet)).toEqual([expect.stringMatching(/"Current Users".*no headings/)]);
  expect(sheet.namesIn("Spam")).toEqual(["Bo"]);
  sheet.person("Spam").renameTab("Junk");
  await sheet.takeIn({ Cy: "spam" });
  const problems = await sheet.move(sheet.open());
  expect(problems).toContainEqual(expect.stringMatching(/no tab "Spam"/));
  expect(sheet.namesIn(RESPONSES)).toEqual(["Ada", "Cy", "Di"]);
});

it("A copy that differs from its original keeps the original until someone has looked", async () => {
  const sheet = await aSheetOf(people);
  await sheet.takeIn({ Ada: "finished" });
  await sheet.move();
  sheets.fault = (call) => (call.kind === "write" ? "unavailable-after" : undefined);
  await sheet.move().catch(() => undefined);
  sheets.fault = undefined;
  expect(sheet.namesIn("Current Users")).toEqual(["Ada"]);
  sheet.person("Current Users").type(2, "Phone", "1");
  expect(await sheet.move()).toEqual([expect.stringMatching(/row 2 .*"Current Users".*differs/)]);
  expect(sheet.namesIn(RESPONSES)).toEqual(people);
  sheet.person("Current Users").deleteRow(2);
  expect(await sheet.move()).toEqual([]);
  expect(sheet.namesIn(RESPONSES)).toEqual(["Bo", "Cy", "Di"]);
  expect(sheet.namesIn("Current Users")).toEqual(["Ada"]);
});

it("Rows are only written with what can't hit another row, and read once in a poll", async () => {
  const sheet = await aSheetOf(people);
  await sheet.takeIn({ Ada: "finished", Bo: "spam" });
  await moveAll(sheet);
  await sheet.takeIn({ Cy: "finished" });
  const before = sheets.calls.length;
  await sheet.move();
  const calls = sheets.calls.slice(before);
  expect(sheet.namesIn(RESPONSES)).toEqual(["Di"]);
  expect(calls.filter(({ kind }) => kind === "read")).toHaveLength(1);
  expect(calls.filter(({ method }) => method === "PUT")).toEqual([]);
  expect(new Set(calls.filter(({ kind }) => kind === "write").map(({ name }) => name))).toEqual(
    new Set(["spreadsheets.batchUpdate"]),
  );
});
