import { expect, it } from "vitest";
import { copiedCell, isCopyOf } from "../../../src/intake/sheets/copied-cell.ts";

it.each([
  { what: "a formula that is a text", cell: { shown: '=IMPORTDATA("x")', value: '=IMPORTDATA("x")' } },
  { what: "a phone number that is a text", cell: { shown: "+49 30 1234", value: "+49 30 1234" } },
  { what: "a number", cell: { shown: "12.5", value: 12.5 } },
  { what: "a number with a comma", cell: { shown: "12,5", value: 12.5 } },
  { what: "a number with separated thousands", cell: { shown: "1,234,567", value: 1_234_567 } },
  { what: "a checkbox", cell: { shown: "TRUE", value: true } },
])("The copy of $what stores the same", ({ cell }) => {
  expect(copiedCell(cell)).toBe(cell.value);
});

it.each(["3/4/2026 9:14:02", "04.03.2026", "2026-03-04", "4. März 2026", "9:14", "9:14:02 PM"])(
  "The copy of the date %s stores the same day and time as a date",
  (shown) => {
    const written = copiedCell({ shown, value: 46085.384745 });
    expect(written).toEqual({ serial: 46085.384745 });
    expect(isCopyOf({ shown: "whatever", value: 46085.3847450001 }, written)).toBe(true);
    expect(isCopyOf({ shown: "whatever", value: 46085.39 }, written)).toBe(false);
  },
);

it.each([
  { shown: "0123", value: 123 },
  { shown: "+4930", value: 4930 },
  { shown: "12 %", value: 0.12 },
  { shown: "4.93E+11", value: 493_000_000_000 },
])("A number that is shown as $shown is copied as that text, so that no digit is lost", (cell) => {
  expect(copiedCell(cell)).toBe(cell.shown);
});

it("A blank cell stays blank", () => {
  expect(copiedCell({ shown: "" })).toBeNull();
  expect(isCopyOf(undefined, null)).toBe(true);
  expect(isCopyOf({ shown: "x", value: "x" }, null)).toBe(false);
});
