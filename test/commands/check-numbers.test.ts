import { afterAll, expect, it } from "vitest";
import { checkNumbers } from "../../src/commands/check-numbers.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());

const warningsFor = async (uidNumbers: [number, number], gidNumbers: [number, number]) => {
  const range = ([from, to]: [number, number]) => ({ from, to });
  const ranges = { uidNumbers: range(uidNumbers), gidNumbers: range(gidNumbers) };
  const checked = await checkNumbers(database.db, { ranges, namespace: undefined });
  return typeof checked === "string" ? [] : checked.warnings;
};

it.each<[string, [number, number], [number, number]]>([
  ["are the same", [10_000, 19_999], [10_000, 19_999]],
  ["share one number", [10_000, 19_999], [19_999, 29_999]],
  ["contain one another", [10_000, 29_999], [15_000, 19_999]],
])("The doctor warns if the ranges of uid and gid numbers %s", async (_, uids, gids) => {
  for (const warnings of [await warningsFor(uids, gids), await warningsFor(gids, uids)])
    expect(warnings).toEqual([expect.stringMatching(/uidNumbers.*gidNumbers/)]);
});

it("The doctor has nothing to say about ranges that are next to each other", async () => {
  expect(await warningsFor([10_000, 19_999], [20_000, 29_999])).toEqual([]);
});
