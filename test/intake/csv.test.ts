import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { type CsvRow, readCsv } from "../../src/intake/csv.ts";
import { csvRow } from "../csv-row.ts";

async function read(name: string, text: string, encoding: BufferEncoding = "utf8"): Promise<CsvRow[]> {
  const file = join(inject("folder"), `${name}.csv`);
  await writeFile(file, Buffer.from(text, encoding));
  const read: CsvRow[] = [];
  for await (const row of readCsv(file)) read.push(row);
  return read;
}

const rows = [csvRow(), csvRow({ 5: "Zoe" }), csvRow({ 5: "Zoë", 6: "Müller" })].join("\n");

it("A file in UTF-8 is read as it is, with a byte order mark or without", async () => {
  const names = (read: CsvRow[]) => read.map((row) => ("draft" in row ? row.draft.givenName : row.fault));
  expect(names(await read("utf8", rows))).toEqual(["Zoe", "Zoë"]);
  expect(names(await read("bom", `\ufeff${rows}`))).toEqual(["Zoe", "Zoë"]);
});

it("A file in an older encoding is refused with its line and what to do, and no name of it is guessed", async () => {
  await expect(read("latin1", rows, "latin1")).rejects.toThrow(/not in UTF-8 \(line 3\): save it as/);
});

it("A row whose characters were lost before it came to us is refused", async () => {
  const [row] = await read("lost", [csvRow(), csvRow({ 5: "Zo\ufffd" })].join("\n"));
  expect(row).toMatchObject({ fault: expect.stringMatching(/First name has characters that were lost/) });
});
