import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { type CsvRow, readCsv } from "../../src/intake/csv.ts";
import { decodeText } from "../../src/intake/decode-text.ts";
import { findDelimiter } from "../../src/intake/find-delimiter.ts";
import { isBlank } from "../../src/intake/is-blank.ts";
import { readRecords } from "../../src/intake/read-records.ts";
import { splitPeople } from "../../src/intake/split-people.ts";
import { type CsvRow as Cells, csvRow, csvTitles } from "../csv-row.ts";

/* The same sheet as different programs save it, and what people write into its cells. */

let files = 0;
async function read(bytes: string | Buffer): Promise<CsvRow[]> {
  const file = join(inject("folder"), `saved-${++files}.csv`);
  await writeFile(file, bytes);
  return readCsv(file);
}

const people: Cells[] = [
  { email: "una@example.org", givenName: "Una", familyName: "Größe", pin: "2718" },
  { email: "duo@example.org", givenName: "Duo", reason: "one, two;\nthree", pin: "3141" },
  { email: "tria@example.org", givenName: "Tria", pin: "1618" },
];
const lines = [csvTitles, ...people.map(csvRow)];
const sheet = lines.join("\n");
const separatedBy = (separator: string) => sheet.replace(/(?<=^[^"]*),|(?<="),(?=")/gm, separator);
const wide = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const originsOf = (rows: readonly CsvRow[]) =>
  rows.map((row) => ("identity" in row ? row.identity.origin : row));

const expected = await read(sheet);

describe("A sheet is read completely, with the same requests,", () => {
  it.each<[string, string | Buffer]>([
    ["with Windows line ends", sheet.replaceAll("\n", "\r\n")],
    ["with the line ends of an old Mac", sheet.replaceAll("\n", "\r")],
    ["with a title row that was pasted in on Windows", sheet.replace("\n", "\r\n")],
    ["with one row that was changed in another editor", lines.join("\r\n").replace(/\r\n(?=[^\r]*$)/, "\n")],
    ["with a line end after the last row, and blank lines", `\n${sheet}\n\n\n`],
    ["with semicolons, as in many countries", separatedBy(";")],
    ["with semicolons and a byte order mark", `\ufeff${separatedBy(";").replaceAll("\n", "\r\n")}`],
    ["with the line sep=; for Excel", `sep=;\r\n${separatedBy(";")}`],
    ["with the line sep=, for Excel", `sep=,\n${sheet}`],
    ["with tabs", separatedBy("\t")],
    ["with vertical bars", separatedBy("|")],
    ["as Unicode text of Excel, in UTF-16 with tabs", wide(separatedBy("\t").replaceAll("\n", "\r\n"))],
    ["in UTF-16 without a mark", wide(sheet).subarray(2)],
    ["in big-endian UTF-16", wide(sheet).swap16()],
    ["in Windows-1252", Buffer.from(sheet, "latin1")],
    ["in Windows-1252, with one row in UTF-8", mixed()],
    ["with an empty column at the end", sheet.replace(/(?<=Address|address|")$/gm, ",")],
    ["with an end-of-file mark from DOS", `${sheet}\n\u001a`],
    ["with NUL bytes in a cell", sheet.replace("Tria", "Tr\u0000ia")],
  ])("%s", async (_, bytes) => {
    const rows = await read(bytes);
    expect(originsOf(rows)).toEqual(originsOf(expected));
    expect(rows.map((row) => "draft" in row && row.draft)).toEqual(
      expected.map((row) => "draft" in row && row.draft),
    );
  });

  it("without the blank cells at the end of its rows, which the warning names", async () => {
    const cut = [csvTitles, csvRow({ ...people[0], piName: "", piEmail: "" }).replace(/(,"")+$/, "")];
    const [row] = await read(cut.join("\n"));
    expect(row).toMatchObject({
      draft: { email: "una@example.org" },
      warnings: [{ column: "", sentence: expect.stringMatching(/19 of 21 .*"Its PI"/) }],
    });
  });
});

function mixed(): Buffer {
  const [titles = "", first = "", ...rest] = lines;
  return Buffer.concat([
    Buffer.from(`${titles}\n`),
    Buffer.from(`${first}\n`, "latin1"),
    Buffer.from(rest.join("\n").replace("Tria", "Tria")),
  ]);
}

it("One file may mix UTF-8 and Windows-1252, line by line", () => {
  const bytes = Buffer.concat([Buffer.from("Zoë\n"), Buffer.from("Zoë\n", "latin1"), Buffer.from([0x80])]);
  expect(decodeText(bytes)).toEqual({ text: "Zoë\nZoë\n€", encoding: "Windows-1252" });
});

it("Bytes that belong to no encoding are rejected with their line, and no letters are guessed", async () => {
  await expect(read(Buffer.concat([Buffer.from(sheet), Buffer.from([0x0a, 0x81])]))).rejects.toThrow(
    /line 6 .*UTF-8/,
  );
});

it.each([
  ["nothing", ""],
  ["only blank lines", "\r\n\n,,,\n"],
])("A file with %s is an error that says so", async (_, text) => {
  await expect(read(text)).rejects.toThrow(/is empty.*Nothing was imported/);
});

it("A file with titles but without rows is an error that says so", async () => {
  await expect(read(`${csvTitles}\n`)).rejects.toThrow(/no rows/);
});

it("A file without titles is an error that says so, and quotes neither addresses nor PINs", async () => {
  const reading = read(people.map(csvRow).join("\n"));
  await expect(reading).rejects.toThrow(/has no titles/);
  await expect(reading).rejects.not.toThrow(/2718|una@/);
});

it("No message quotes a PIN, even if cells have slipped into other columns", async () => {
  const slipped = [
    csvRow({ approved: "2718" }),
    csvRow({ existingAccount: "2718" }),
    csvRow({ additionalUsers: "2718 2718, 2718" }),
    csvRow({ projectExists: "27182718", newProject: "new", existingProject: "old" }),
    `${csvRow()},2718`,
    csvRow({ email: "2718 ", givenName: "" }),
  ];
  const rows = await read([csvTitles, ...slipped].join("\n"));
  const said = rows.map((row) => ("saysAccount" in row ? "" : "warnings" in row ? row.warnings : row.problems));
  expect(JSON.stringify(said)).not.toContain("2718");
});

it.each([
  ["1,2,3", [3]],
  ['1,"4711\n5,6,7\n8,9,10', [undefined, 3, 3]],
  ['1,"4711\n5,6,"7"\n8,9,10', [undefined, 3, 3]],
  ['1,2" x,3\n5,6,7', [undefined, 3]],
  ['1,"x\ny",3\n5,6" z,7\n8,9,10', [3, undefined, 3]],
  ['1,"x""\n""y",3\n5,6,7', [3, 3]],
])("Every line of a file belongs to one row, and a bad row takes no other with it: %j", (rows, cells) => {
  const read = readRecords(`a,b,c\n${rows}\n`);
  expect(read.slice(1).map((row) => row.cells?.length)).toEqual(cells);
  expect(read.map(({ row }) => row)).toEqual(read.map((_, index) => index + 1));
  expect(read.reduce((sum, row) => sum + row.lines, 0)).toBe(rows.split("\n").length + 1);
  expect(JSON.stringify(read.filter((row) => row.problem))).not.toContain("4711");
});

it("A file with thousands of bad rows is read in linear time", () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `${index},"x,y`).join("\n");
  expect(readRecords(`a,b,c\n${rows}`)).toHaveLength(5001);
});

it.each([
  ["a,b;c", ","],
  ["a;b;c,d", ";"],
  ['"a,b,c";"d,e"', ";"],
  ['"a\n,,,"\tb', "\t"],
  ["a", ","],
  ["sep=|\na,b,c", "|"],
])("The separator of %j is %j", (text, delimiter) => {
  expect(findDelimiter(text).delimiter).toBe(delimiter);
});

it.each(
  "N/A|none|None.|NONE|no|n/a|n.a.|n. a.|na|-|–|—|--|.|...|?|keine|Keins|no one|not applicable|nil|#N/A|(none)|/|  |\u200b".split(
    "|",
  ),
)("%j in an optional cell means that it is blank", async (nothing) => {
  expect(isBlank(nothing)).toBe(true);
  const optional = {
    organization: nothing,
    role: nothing,
    phone: nothing,
    sponsor: nothing,
    reason: nothing,
  };
  const [row] = await read(
    [
      csvTitles,
      csvRow({
        ...optional,
        approved: nothing,
        newProject: nothing,
        projectDescription: nothing,
        additionalUsers: nothing,
        piName: nothing,
        piEmail: nothing,
      }),
    ].join("\n"),
  );
  expect(row).toMatchObject({
    draft: { project: "astro", newProject: false, additionalUsers: [] },
    warnings: [],
  });
  const draft = row && "draft" in row ? row.draft : undefined;
  for (const field of [...Object.keys(optional), "piName", "piEmail", "projectDescription"])
    expect(draft, field).toHaveProperty(field, undefined);
});

it.each(["0", "a", "nona", "no project yet", "X-ray lab", "👩‍🔬", "<&>", "+", "C#"])(
  "%j means something",
  (text) => {
    expect(isBlank(text)).toBe(false);
  },
);

it.each<[string, string[]]>([
  ["bbirch\naash", ["bbirch", "aash"]],
  ["bbirch; aash", ["bbirch", "aash"]],
  ["Ben Birch <ben@example.org>, amy@example.org", ["ben@example.org", "amy@example.org"]],
  ['"Birch, Ben" <ben@example.org>', ["ben@example.org"]],
  ["ben@example.org and amy@example.org", ["ben@example.org", "amy@example.org"]],
  ["bbirch, aash, and lhart", ["bbirch", "aash", "lhart"]],
  ["- bbirch\r\n- mailto:amy@example.org", ["bbirch", "amy@example.org"]],
  ["bbirch und aash & lhart", ["bbirch", "aash", "lhart"]],
  ["andy, roland", ["andy", "roland"]],
  ["no one", []],
])("The people in %j are %j", (text, people) => {
  expect(splitPeople(text)).toEqual(people);
});

it.each<[Cells, string, object]>([
  [{ piEmail: "not yet known" }, "The PI's mail address", { piEmail: undefined }],
  [{ piName: "H. <b>" }, "Its PI", { piName: undefined, piEmail: "hopper@example.org" }],
  [{ phone: "4.93E+11" }, "Phone", { phone: "4.93E+11" }],
  [{ phone: "1".repeat(60) }, "Phone", { phone: undefined }],
  [{ additionalUsers: "Ben Birch, amy" }, "Who else works in it?", { additionalUsers: ["amy"] }],
  [{ organization: "x".repeat(300) }, "Organization", { organization: undefined }],
  [{ reason: "x".repeat(11_000) }, "Comment", { reason: "x".repeat(10_000) }],
  [{ timestamp: "some day" }, "Timestamp", {}],
])("A fault in an optional cell is a warning, and the row is taken: %j", async (cells, column, draft) => {
  const [row] = await read([csvTitles, csvRow(cells)].join("\n"));
  expect(row).toMatchObject({ draft, warnings: [{ column }] });
});

it.each<[Cells, object]>([
  [{ piEmail: "Henrik Hopper <Hopper@example.org>" }, { piEmail: "hopper@example.org" }],
  [{ piEmail: "mailto:hopper@example.org;" }, { piEmail: "hopper@example.org" }],
  [{ email: "Xena Ypsilon <xena@example.org>" }, { email: "xena@example.org" }],
  [{ newProject: "geo", existingProject: "", sponsor: "S <s@example.org>" }, { piEmail: "s@example.org" }],
])("The address is taken out of what people paste: %j", async (cells, draft) => {
  const [row] = await read([csvTitles, csvRow(cells)].join("\n"));
  expect(row).toMatchObject({ draft, warnings: [] });
});

it.each([
  ["Astro Lab", "astro-lab"],
  ["Größe & Gewicht", "grosse-gewicht"],
  ["2D_Fluids.", "d_fluids"],
])('The project "%s" is rejected with the suggestion %s', async (typed, suggested) => {
  const [row] = await read([csvTitles, csvRow({ existingProject: typed })].join("\n"));
  expect(row).toMatchObject({
    problems: [{ column: "Project to join", sentence: expect.stringContaining(suggested) }],
  });
});
