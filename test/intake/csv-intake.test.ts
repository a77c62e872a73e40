import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { csvIntake } from "../../src/intake/csv-intake.ts";
import { csvRow, csvTitles } from "../csv-row.ts";

it("The intake gives each row its place in the file, and acknowledging a row does not change the file", async () => {
  const folder = join(inject("folder"), "csv-intake");
  await mkdir(folder, { recursive: true });
  const path = join(folder, "people.csv");
  await writeFile(path, [csvTitles, csvRow(), csvRow()].join("\n"));
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
