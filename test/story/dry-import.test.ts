import { afterAll, expect, it } from "vitest";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
afterAll(() => site.stop());

const rows = [
  { 4: "first@example.org", 5: "First" },
  // The same row again, the same person with other answers, and their address in capitals.
  { 4: "first@example.org", 5: "First" },
  { 4: "first@example.org", 5: "First", 18: "geo" },
  { 4: "FIRST@example.org", 5: "First", 18: "sol" },
  { 4: "second@example.org", 5: "Second" },
  { 4: "no mail address" },
];

/** What becomes of each row, without the words that differ as nothing was opened yet; and the counts. */
const outcomeOf = (stdout: string) => ({
  kinds: [...stdout.matchAll(/^row (\d+): (?:.*(has asked already))?/gm)].map(([, row, known]) => [
    row,
    known ? "known" : "opened",
  ]),
  counts: /(\d+) (?:would be )?opened, (\d+) there already, (\d+) not taken$/.exec(stdout.trim())?.slice(1),
});

it("`acct import --dry-run` counts the rows that repeat an earlier one of the same file like the real run, and names that row", async () => {
  const dry = await importRows(site, rows, "--dry-run");
  for (const row of [3, 4, 5]) {
    expect(dry.stdout).toMatch(new RegExp(`^row ${row}: .* has asked already: row 2$`, "m"));
  }
  expect(await site.database.query("select 1 from requests")).toEqual([]);
  const real = await importRows(site, rows);
  expect(outcomeOf(dry.stdout)).toEqual(outcomeOf(real.stdout));
  expect(outcomeOf(real.stdout).counts).toEqual(["2", "3", "1"]);
  expect(dry.code).toBe(real.code);
});
