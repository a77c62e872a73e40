import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { countGivable, isNeverGiven, nextGivable } from "../../src/db/never-given.ts";
import { takeNumber, takeNumbers } from "../../src/db/numbers.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it.each([
  ["root", 0],
  ["the last user of the system", 999],
  ["the first user of systemd-homed", 60_001],
  ["the last dynamic user of systemd", 65_519],
  ["nobody", 65_534],
  ["-1 in 16 bits", 65_535],
  ["a foreign user of systemd", 2_147_352_576],
  ["-2 in 32 bits", 4_294_967_294],
  ["-1 in 32 bits", 4_294_967_295],
])("The number of %s is never given", (_, number) => {
  expect(isNeverGiven(number)).toBe(true);
});

it.each([1000, 20_000, 59_999, 65_536, 70_000, 524_288, 2_000_000_000])("%i may be given", (number) => {
  expect(nextGivable(number)).toBe(number);
});

it("A range that includes such numbers continues after them", async () => {
  const range = { from: 59_998, to: 65_540 };
  const taken = [];
  for (let time = 0; time < 4; time++) taken.push(await takeNumber(db, "uidNumbers", range));
  expect(taken).toEqual([59_998, 59_999, 65_536, 65_537]);
  expect(countGivable(range)).toBe(7);
  const several = await inTransaction(db, (tx) =>
    takeNumbers(tx, "gidNumbers", range, { count: 3, isTaken: () => false }),
  );
  expect(several).toEqual([59_998, 59_999, 65_536]);
});

it("A range of nothing else is used up, and says so", async () => {
  await expect(takeNumber(db, "gidNumbers", { from: 65_530, to: 65_535 })).rejects.toThrow("gidNumbers");
});
