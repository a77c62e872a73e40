import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { csvIntake } from "../../src/intake/csv-intake.ts";
import { holdsIntakeContract } from "../contracts/intake.contract.ts";
import { type CsvRow, csvRow, csvTitles } from "../csv-row.ts";

const folder = join(inject("folder"), "csv-intake");
await mkdir(folder, { recursive: true });

async function fileWith(rows: readonly CsvRow[]): Promise<string> {
  const path = join(await mkdtemp(join(folder, "sheet-")), "people.csv");
  await writeFile(path, [csvTitles, ...rows.map(csvRow)].join("\n"));
  return path;
}

holdsIntakeContract(async (rows) => csvIntake(await fileWith(rows)));

it("The intake gives each row its place in the file, and acknowledging a row does not change the file", async () => {
  const path = await fileWith([{}, {}]);
  const before = await readFile(path, "utf8");
  const intake = csvIntake(path);
  const items = await intake.poll();
  expect(items.map(({ source }) => source)).toEqual([
    { file: "people.csv", row: 2 },
    { file: "people.csv", row: 3 },
  ]);
  for (const item of items) await intake.acknowledge(item, { kind: "created", requestId: 1, remarks: [] });
  expect(await readFile(path, "utf8")).toBe(before);
  expect(await intake.poll()).toEqual(items);
});
