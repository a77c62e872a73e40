import { afterAll, expect, it } from "vitest";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
afterAll(() => site.stop());

const rows = [
  { email: "first@example.org", givenName: "First" },
  // The same row again, the same person with other answers, and their address in capitals.
  { email: "first@example.org", givenName: "First" },
  { email: "first@example.org", givenName: "First", existingProject: "geo" },
  { email: "FIRST@example.org", givenName: "First", existingProject: "sol" },
  { email: "second@example.org", givenName: "Second" },
  { email: "no mail address" },
];

/** The rows that are named, and how many are created, known, and rejected. */
const outcomeOf = (stdout: string) => ({
  rows: [...stdout.matchAll(/^row (\d+): /gm)].map(([, row]) => row),
  counts: /(\d+) \D+(\d+) \D+(\d+) \D+$/.exec(stdout.trim())?.slice(1),
});

it("`acct import --dry-run` counts a row that repeats an earlier row of the same file as the real import does, and names the earlier row", async () => {
  const dry = await importRows(site, rows, "--dry-run");
  for (const row of [3, 4, 5]) {
    expect(dry.stdout).toMatch(new RegExp(`^row ${row}: .*\\brow 2\\b`, "m"));
  }
  expect(await site.database.query("select 1 from requests")).toEqual([]);
  const real = await importRows(site, rows);
  expect(outcomeOf(dry.stdout)).toEqual(outcomeOf(real.stdout));
  expect(outcomeOf(real.stdout).counts).toEqual(["2", "3", "1"]);
  expect(dry.code).toBe(real.code);
});
