import { expect, it } from "vitest";
import { findHeadingRow, matchHeadings } from "../../../src/intake/sheets/match-headings.ts";

it("Columns belong together by their headings, in whatever order", () => {
  expect(matchHeadings(["Email", "First name", "Role"], ["Role", "", "email ", "Notes"])).toEqual({
    sources: [2, undefined, 0, undefined],
    missing: [1],
  });
});

it("Two columns with the same heading keep their order", () => {
  expect(matchHeadings(["Comments", "Email", "Comments"], ["Comments", "Comments"])).toEqual({
    sources: [0, 2],
    missing: [1],
  });
});

it("A heading that acct knows by another name belongs to it, but an equal heading comes first", () => {
  const namesOf = (title: string) => [title.toLowerCase(), /mail/i.test(title) ? "email" : title];
  expect(matchHeadings(["Email Address", "Mail"], ["Mail", "E-Mail"], namesOf)).toEqual({
    sources: [1, 0],
    missing: [],
  });
});

const row = (at: number, ...shown: string[]) => ({ row: at, cells: shown.map((text) => ({ shown: text })) });

it("Headings are found below blank rows and notes", () => {
  const rows = [
    row(2, "Please don't sort!"),
    row(4, "First name", "Email"),
    row(5, "Ada", "ada@example.org"),
  ];
  expect(findHeadingRow(rows, ["Email", "First name", "Role"])).toEqual({
    row: 4,
    titles: ["First name", "Email"],
  });
  expect(findHeadingRow([row(11, "First name", "Email")], ["Email", "First name"])).toBeUndefined();
  expect(findHeadingRow([row(1, "Email", "ada@example.org")], ["Email", "First name"])).toBeUndefined();
});
