import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import { type CsvRow, readCsv } from "../../src/intake/csv.ts";
import { aFailure } from "../a-failure.ts";
import { csvRow, csvTitles } from "../csv-row.ts";

async function read(name: string, text: string, encoding: BufferEncoding = "utf8"): Promise<CsvRow[]> {
  const file = join(inject("folder"), `${name}.csv`);
  await writeFile(file, Buffer.from(text, encoding));
  return readCsv(file);
}

const sheet = (...rows: string[]) => [csvTitles, ...rows].join("\n");
const draftOf = (row: CsvRow | undefined) => (row && "draft" in row ? row.draft : undefined);
const originOf = (row: CsvRow | undefined) => (row && "identity" in row ? row.identity.origin : undefined);
const problemsOf = (row: CsvRow | undefined) => (row && "problems" in row ? row.problems : undefined);
const rows = sheet(csvRow({ givenName: "Zoe" }), csvRow({ givenName: "Zoë", familyName: "Müller" }));

it("A UTF-8 file is read with or without a byte order mark", async () => {
  const names = (read: CsvRow[]) => read.map((row) => draftOf(row)?.givenName);
  expect(names(await read("utf8", rows))).toEqual(["Zoe", "Zoë"]);
  expect(names(await read("bom", `\ufeff${rows}`))).toEqual(["Zoe", "Zoë"]);
});

it("A file in Windows-1252 is read, and rows whose names may have the wrong letters have a warning", async () => {
  const [plain, accented] = await read("latin1", rows, "latin1");
  expect(draftOf(accented)).toMatchObject({ givenName: "Zoë", familyName: "Müller" });
  expect(plain).toMatchObject({ warnings: [] });
  expect(accented).toMatchObject({ warnings: [{ column: "", sentence: expect.stringContaining("UTF-8") }] });
});

it("A row whose characters were already lost is rejected", async () => {
  const [row] = await read("lost", sheet(csvRow({ givenName: "Zo\ufffd" })));
  expect(problemsOf(row)?.map(({ column }) => column)).toEqual(["First name"]);
});

const reordered = (text: string) =>
  text
    .split("\n")
    .map((line) => line.split(",").toReversed().join(","))
    .join("\n");

it("Columns are found by their titles, in any order and with any capitalization", async () => {
  const [usual] = await read("usual", rows);
  const [turned] = await read("turned", reordered(rows.replace("Email Address", "  EMAIL address: ")));
  expect(draftOf(turned)).toEqual(draftOf(usual));
  expect(originOf(turned)).toBe(originOf(usual));
});

it("A known row stays known when the site adds its own column", async () => {
  const [usual] = await read("without-notes", rows);
  const [longer] = await read(
    "with-notes",
    rows
      .split("\n")
      .map((line, at) => `${line},${at === 0 ? "Notes" : "x"}`)
      .join("\n"),
  );
  expect(originOf(longer)).toBe(originOf(usual));
});

it.each([
  [
    "some columns of an older version",
    "Timestamp,Project,First name,Last name,Email,Organization,Role,Phone,Sponsor,Comment",
    ["Project to join", "Do you have an account here?"],
  ],
  [
    "some columns of a quota sheet",
    "Approved,Helpdesk Notified,Reminder Sent,Timestamp,Email,First name,Last name,Organization,Project,Type of Increase,End Date,instances",
    ['"VCPUs"', '"Comments"', "quota sheet"],
  ],
  [
    "a renamed column",
    csvTitles.replace("Its PI", "Who leads it?"),
    ['"Its PI"', '"Who leads it?" (column T)'],
  ],
  ["a column that comes twice", `${csvTitles},Email Address`, ['"Email Address" (columns E and V)']],
  ["no titles", csvRow(), ["no titles"]],
])("A sheet with %s is rejected with the names of the file and the titles", async (what, titles, named) => {
  const reading = read(what.replaceAll(" ", "-"), [titles, csvRow()].join("\n"));
  await expect(reading).rejects.toThrow(Failure);
  await expect(reading).rejects.toThrow(`${what.replaceAll(" ", "-")}.csv`);
  for (const name of named) await expect(reading).rejects.toThrow(name);
});

it.each([
  ["README.md", /README\.md/],
  ["no-such-file.csv", /no-such-file\.csv .*\bno such file/],
  ["docs", /docs .*\bfolder/],
])("%s is rejected by its name, because it is not a sheet", async (file, data) => {
  await expect(readCsv(file)).rejects.toMatchObject(aFailure(data));
});

it("Rows are numbered as in a spreadsheet, also after blank rows and multiline cells", async () => {
  const read1 = await read(
    "counted",
    sheet(csvRow({ reason: "one\ntwo\nthree" }), "", csvRow({ email: "nobody" })),
  );
  expect(read1.map(({ row, address }) => [row, address])).toEqual([
    [2, "x@example.org"],
    [4, "nobody"],
  ]);
});

it("A row with too few or too many cells is rejected, and the cells are named", async () => {
  const [few, many] = await read(
    "misshapen",
    sheet('"","","",2026-11-20,x@example.org', `${csvRow()},"slipped"`),
  );
  expect(problemsOf(few)?.[0]?.sentence).toMatch(/5 of 21 .*"First name"/);
  expect(problemsOf(many)?.[0]?.sentence).toMatch(/ V\b/);
});

it("The sheet with 11 columns from an older version is read, and says nothing about whether a project is new", async () => {
  const titles = "Timestamp,Project,First name,Last name,Email,Organization,Role,Phone,Sponsor,Comment,PIN";
  const [row] = await read(
    "old",
    [titles, "2026-11-20 09:14:02,astro,Al,Old,a@example.org,,,,,,4711"].join("\n"),
  );
  expect(row).toMatchObject({
    mayBeNew: true,
    draft: { email: "a@example.org", project: "astro", pin: "4711" },
  });
});

it("A quota sheet is read by its titles: blank quotas stay as they are, and every problem is named", async () => {
  const titles =
    "Timestamp,Email,First name,Last name,Project,Type of Increase,End Date,Instances,VCPUs,RAM,Floating IPs,Networks,Ports,Volumes,Snapshots,Volume & Snapshot Storage,Comments";
  const [good, bad] = await read(
    "quotas",
    [
      titles,
      "2026-11-20,b@example.org,Bo,Birch,Astro,Temp,2999-01-31,,40,128,,,,,,,more",
      "2026-11-20,b@example.org,Bo,Birch,Astro,Temp,01/02/2999,,forty,,,,,,,,",
    ].join("\n"),
  );
  expect(good).toMatchObject({
    quota: { project: "Astro", change: { requested: { cores: 40, ram: 128 }, until: "2999-01-31" } },
  });
  expect(problemsOf(bad)?.map(({ column }) => column)).toEqual(["VCPUs", "End date", "Comments"]);
});

it("An empty cell about an existing account is a problem, because acct does not guess", async () => {
  const [empty, yes] = await read(
    "account",
    sheet(csvRow({ existingAccount: "" }), csvRow({ existingAccount: "Yes" })),
  );
  expect(problemsOf(empty)?.map(({ column }) => column)).toEqual(["Do you have an account here?"]);
  expect(yes).toMatchObject({ saysAccount: "Yes" });
});

it.each([
  ["unclosed", (pin: string) => `"${pin}`, /column M .*quotation mark/],
  ["stray", (pin: string) => `${pin}" z`, /column M .*quotation mark/],
  ["continued", (pin: string) => `"${pin}" z`, /column M .*closing quotation mark/],
])(
  "One row that is not CSV (%s) is rejected with its column and without the content of its cells; all others are read",
  async (name, broken, where) => {
    const bad = csvRow({ email: "bad@example.org" }).replace('"4711"', broken("4711"));
    const read1 = await read(
      `no-csv-${name}`,
      sheet(
        csvRow({ email: "a@example.org" }),
        bad,
        csvRow({ email: "b@example.org", reason: "x\ny" }),
        csvRow(),
      ),
    );
    expect(read1.map(({ row }) => row)).toEqual([2, 3, 4, 5]);
    expect(read1.map((row) => draftOf(row)?.email)).toEqual([
      "a@example.org",
      undefined,
      "b@example.org",
      "x@example.org",
    ]);
    expect(problemsOf(read1[1])?.[0]?.sentence).toMatch(where);
    expect(JSON.stringify(read1[1])).not.toContain("4711");
  },
);

it("A title row that is not CSV rejects the file, without the content of its cells", async () => {
  const reading = read("bad-titles", sheet(csvRow()).replace("Timestamp", '"Timestamp" 4711'));
  await expect(reading).rejects.toMatchObject(aFailure(/first row .*column D .*closing quotation mark/));
  await expect(reading).rejects.not.toThrow("4711");
});

it("A name with hidden marks that reverse letters is cleaned with a warning; the marks of Arabic text cause none", async () => {
  const [turned, arabic] = await read(
    "turned-letters",
    sheet(csvRow({ givenName: "Safe\u202egpj.exe" }), csvRow({ givenName: "\u200fليلى\u200f" })),
  );
  expect(draftOf(turned)?.givenName).toBe("Safegpj.exe");
  expect(turned).toMatchObject({ warnings: [{ column: "First name" }] });
  expect(arabic).toMatchObject({ warnings: [] });
});

it("All problems of a row are reported at once", async () => {
  const [row] = await read(
    "wrong",
    sheet(
      csvRow({
        email: "nobody",
        givenName: "-",
        familyName: "",
        existingAccount: "",
        pin: "x",
        existingProject: "",
      }),
    ),
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
  'The answer "%s" with the new project "%s" and the existing project "%s" causes a warning if they contradict each other',
  async (answer, fresh, existing, isNew, count) => {
    const [row] = await read(
      "exists",
      sheet(csvRow({ projectExists: answer, newProject: fresh, existingProject: existing })),
    );
    expect(draftOf(row)?.newProject).toBe(isNew);
    expect(row).toMatchObject({ warnings: Array.from({ length: count }, () => expect.anything()) });
  },
);

it("Names keep the joiners that their spelling needs and lose all others", async () => {
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

it("A sheet may have a column for usernames, and known rows without a username stay known", async () => {
  const withUsernames = (...names: string[]) =>
    rows
      .split("\n")
      .map((line, at) => `${line},${["Username", ...names][at] ?? ""}`)
      .join("\n");
  const [usual] = await read("no-usernames", rows);
  const [first, second] = await read("usernames", withUsernames("", "zoem"));
  expect(originOf(first)).toBe(originOf(usual));
  expect(draftOf(first)?.username).toBeUndefined();
  expect(draftOf(second)?.username).toBe("zoem");
  const [wrong] = await read("wrong-username", withUsernames("Zoë M"));
  expect(draftOf(wrong)).toMatchObject({ username: undefined });
  expect(wrong).toMatchObject({ warnings: [{ column: "Username" }] });
});
