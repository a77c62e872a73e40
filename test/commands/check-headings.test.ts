import { expect, it } from "vitest";
import { checkHeadings } from "../../src/commands/check-headings.ts";
import { HEADINGS } from "../pipeline/sheets/sheet-desk.ts";

const tabWith = (titles: readonly string[]) => ({
  id: 1,
  title: "Form Responses 1",
  rows: [{ row: 1, cells: titles.map((shown) => ({ shown })), stamps: [] }],
  rowCount: 1,
  columnCount: titles.length,
  frozenRowCount: 1,
  metadataLength: 0,
  lockedRanges: [],
});

it.each([
  ["is expected where the site has groups", true, HEADINGS, 1],
  ["isn't expected where the site has none", false, HEADINGS, 0],
  ["is found under its short name", true, [...HEADINGS, "Groups"], 0],
] as const)("The column for other groups %s", (_, hasGroups, titles, count) => {
  const findings = checkHeadings(tabWith(titles), { source: "access", hasGroups });
  expect(findings.filter((finding) => finding.includes("Other groups"))).toHaveLength(count);
});
