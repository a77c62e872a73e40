import { afterAll, expect, it } from "vitest";
import { holdSheetReads, takeSheetRead } from "../../src/db/sheet-reads.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("Of all processes, one reads a spreadsheet in a minute, and the others learn when to ask again", async () => {
  const waits = await Promise.all(Array.from({ length: 8 }, () => takeSheetRead(db, "one")));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
  expect(waits.filter((wait) => wait > 0 && wait <= 60_000)).toHaveLength(7);
  expect(await takeSheetRead(db, "other")).toBe(0);
});

it("After Google's quota is used up, no spreadsheet is read for a while", async () => {
  await holdSheetReads(db, 30_000);
  const wait = await takeSheetRead(db, "third");
  expect(wait).toBeGreaterThan(20_000);
  expect(wait).toBeLessThanOrEqual(30_000);
});
