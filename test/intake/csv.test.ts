import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { type CsvRow, readCsv } from "../../src/intake/csv.ts";
import { csvRow, csvTitles } from "../csv-row.ts";

async function read(name: string, text: string, encoding: BufferEncoding = "utf8"): Promise<CsvRow[]> {
  const file = join(inject("folder"), `${name}.csv`);
  await writeFile(file, Buffer.from(text, encoding));
  return readCsv(file);
}

const sheet = (...rows: string[]) => [csvTitles, ...rows].join("\n");
const draftOf = (row: CsvRow | undefined) => (row && "draft" in row ? row.draft : undefined);
const problemsOf = (row: CsvRow | undefined) => (row && "problems" in row ? row.problems : undefined);
const rows = sheet(csvRow({ givenName: "Zoe" }), csvRow({ givenName: "Zoë", familyName: "Müller" }));

it("A file in UTF-8 is read as it is, with a byte order mark or without", async () => {
  const names = (read: CsvRow[]) => read.map((row) => draftOf(row)?.givenName);
  expect(names(await read("utf8", rows))).toEqual(["Zoe", "Zoë"]);
  expect(names(await read("bom", `\ufeff${rows}`))).toEqual(["Zoe", "Zoë"]);
});

it("A file in an older encoding is refused with its line and what to do, and no name of it is guessed", async () => {
  await expect(read("latin1", rows, "latin1")).rejects.toThrow(/not in UTF-8 \(line 3\): save it as/);
});

it("A row whose characters were lost before it came to us is refused", async () => {
  const [row] = await read("lost", sheet(csvRow({ givenName: "Zo\ufffd" })));
  expect(problemsOf(row)).toEqual([
    { column: "First name", sentence: expect.stringMatching(/characters that were lost/) },
  ]);
});

const reordered = (text: string) =>
  text
    .split("\n")
    .map((line) => line.split(",").toReversed().join(","))
    .join("\n");

it("Columns are found by their titles, wherever they stand and however the titles are capitalized", async () => {
  const [usual] = await read("usual", rows);
  const [turned] = await read("turned", reordered(rows.replace("Email Address", "  EMAIL address: ")));
  expect(draftOf(turned)).toEqual(draftOf(usual));
  expect(turned).toMatchObject({ origin: usual && "origin" in usual ? usual.origin : "" });
});

it("A column of the site's own does not make a known row a new one", async () => {
  const [usual] = await read("without-notes", rows);
  const [longer] = await read(
    "with-notes",
    rows
      .split("\n")
      .map((line, at) => `${line},${at === 0 ? "Notes" : "x"}`)
      .join("\n"),
  );
  expect(longer).toMatchObject({ origin: usual && "origin" in usual ? usual.origin : "" });
});

it.each([
  [
    "an older sheet of 11 columns",
    "Timestamp,Project,First name,Last name,Email,Organization,Role,Phone,Sponsor,Comment,PIN",
    ["Project to join", "Do you have an account here?"],
  ],
  [
    "a quota sheet",
    "Approved,Helpdesk Notified,Reminder Sent,Timestamp,Email,First name,Last name,Organization,Project,Type of Increase,End Date,instances",
    ["PIN for your first password", '"Type of Increase" (column J)'],
  ],
  [
    "a renamed column",
    csvTitles.replace("Its PI", "Who leads it?"),
    ['missing are "Its PI"', '"Who leads it?" (column T)'],
  ],
  ["a doubled column", `${csvTitles},Email Address`, ['"Email Address" (columns E and V)']],
  ["cells between semicolons", csvTitles.replaceAll(",", ";"), ["semicolons"]],
  ["no titles", csvRow(), ["Email Address"]],
])(
  "A sheet with %s is refused in one sentence that names the file and the titles",
  async (what, titles, named) => {
    const reading = read(what.replaceAll(" ", "-"), [titles, csvRow()].join("\n"));
    await expect(reading).rejects.toThrow(`${what.replaceAll(" ", "-")}.csv`);
    for (const name of named) await expect(reading).rejects.toThrow(name);
  },
);

it.each([
  ["README.md", /README\.md/],
  ["no-such-file.csv", /no-such-file\.csv cannot be read: there is no such file/],
  ["docs", /docs cannot be read: it is a folder/],
])("%s is no sheet, which is said with its name", async (file, sentence) => {
  await expect(readCsv(file)).rejects.toThrow(sentence);
});

it("Rows are counted as a spreadsheet counts them, also below blank rows and cells of several lines", async () => {
  const read1 = await read(
    "counted",
    sheet(csvRow({ reason: "one\ntwo\nthree" }), "", csvRow({ email: "nobody" })),
  );
  expect(read1.map(({ row, address }) => [row, address])).toEqual([
    [2, "x@example.org"],
    [4, "nobody"],
  ]);
});

it("A row with too few or too many cells is not taken, and the cells are named", async () => {
  const [few, many] = await read("misshapen", sheet('"","","",now,x@example.org', `${csvRow()},"slipped"`));
  expect(problemsOf(few)?.[0]?.sentence).toMatch(/5 of 21 cells; missing are "First name"/);
  expect(problemsOf(many)?.[0]?.sentence).toMatch(/"slipped" in column V/);
});

it("Whether somebody has an account is never guessed: an empty cell is no yes", async () => {
  const [empty, yes] = await read(
    "account",
    sheet(csvRow({ existingAccount: "" }), csvRow({ existingAccount: "Yes" })),
  );
  expect(problemsOf(empty)?.map(({ column }) => column)).toEqual(["Do you have an account here?"]);
  expect(yes).toMatchObject({ saysAccount: "Yes" });
});

it.each([
  [
    "unclosed",
    'a,b\r\n1,"x\r\ny"\r\n3,"4711\r\n5,6\r\n',
    /row 3, which begins on line 4, the cell in column B .* never closed/,
  ],
  ["unclosed-title", 'a,"b\nc\n', /row 1, which begins on line 1, the cell in column B .* never closed/],
  [
    "stray",
    'a,b\r1,"x\ry"\r4711" z,4\r',
    /row 3, which begins on line 4, the cell in column A has a quotation mark in it/,
  ],
  ["gone-on", 'a,b\n1,2\n3,"4711" z\n', /row 3, which begins on line 3, the cell in column B goes on after/],
])(
  "What is no CSV (%s) is named by row, line and column, and no cell of it is printed",
  async (name, text, where) => {
    const reading = read(`no-csv-${name}`, text);
    await expect(reading).rejects.toThrow(where);
    await expect(reading).rejects.not.toThrow("4711");
  },
);

it("A name whose letters were turned around is cleaned, and a warning; marks that people type in Arabic are none", async () => {
  const [turned, arabic] = await read(
    "turned-letters",
    sheet(csvRow({ givenName: "Safe\u202egpj.exe" }), csvRow({ givenName: "\u200fليلى\u200f" })),
  );
  expect(draftOf(turned)?.givenName).toBe("Safegpj.exe");
  expect(turned).toMatchObject({ warnings: [{ column: "First name" }] });
  expect(arabic).toMatchObject({ warnings: [] });
});

it("Everything that is wrong with a row is said at once", async () => {
  const [row] = await read(
    "wrong",
    sheet(csvRow({ email: "nobody", familyName: "", existingAccount: "", pin: "1", existingProject: "" })),
  );
  expect(problemsOf(row)?.map(({ column }) => column)).toEqual([
    "Do you have an account here?",
    "Last name",
    "Email Address",
    "Project to join",
    "PIN for your first password",
  ]);
});

it.each([
  ["Yes", "geo", "", true, 1],
  ["Yes", "geo", "astro", false, 1],
  ["No", "geo", "astro", true, 1],
  ["Start one", "", "astro", false, 1],
  ["Join one", "", "astro", false, 0],
  ["No", "geo", "", true, 0],
  ["", "geo", "", true, 0],
])(
  'The answer "%s" with the new project "%s" and the existing one "%s" is a warning where it contradicts them',
  async (answer, fresh, existing, isNew, count) => {
    const [row] = await read(
      "exists",
      sheet(csvRow({ projectExists: answer, newProject: fresh, existingProject: existing })),
    );
    expect(draftOf(row)?.newProject).toBe(isNew);
    expect(row).toMatchObject({ warnings: Array.from({ length: count }, () => expect.anything()) });
  },
);

it("Names keep the joiners that they are spelled with, and lose those that only hide in them", async () => {
  const [emoji, persian, hidden] = await read(
    "joiners",
    sheet(
      csvRow({ givenName: "👩‍🔬" }),
      csvRow({ givenName: "علی\u200cرضا" }),
      csvRow({ givenName: "A\u200dda\u200c" }),
    ),
  );
  expect(draftOf(emoji)?.givenName).toBe("👩‍🔬");
  expect(draftOf(persian)?.givenName).toBe("علی\u200cرضا");
  expect(draftOf(hidden)?.givenName).toBe("Ada");
});

it("A sheet may have a column for usernames, and its rows without one stay the rows that they were", async () => {
  const withUsernames = (...names: string[]) =>
    rows
      .split("\n")
      .map((line, at) => `${line},${["Username", ...names][at] ?? ""}`)
      .join("\n");
  const [usual] = await read("no-usernames", rows);
  const [first, second] = await read("usernames", withUsernames("", "zoem"));
  expect(first).toMatchObject({ origin: usual && "origin" in usual ? usual.origin : "" });
  expect(draftOf(first)?.username).toBeUndefined();
  expect(draftOf(second)?.username).toBe("zoem");
  const [wrong] = await read("wrong-username", withUsernames("Zoë M"));
  expect(problemsOf(wrong)?.map(({ column }) => column)).toEqual(["Username"]);
});
