import { expect, it } from "vitest";
import { writeDays } from "../../src/view/write-days.ts";

it("Days in our own sentences are written as people read them, in each language", () => {
  expect(writeDays("ben leaves astro after 2031-09-30")).toBe("ben leaves astro after September 30, 2031");
  expect(writeDays("until 2027-01-31, then reverted", "de")).toBe("until 31. Januar 2027, then reverted");
  const corrected = "PI Bo → Cy; end date 2027-01-31 → 2028-01-31";
  expect(writeDays(corrected)).toBe("PI Bo → Cy; end date January 31, 2027 → January 31, 2028");
  expect(writeDays("end date none → 2028-01-31")).toBe("end date none → January 31, 2028");
  expect(writeDays("end date 2028-01-31 → none")).toBe("end date January 31, 2028 → none");
});

it("Names that look like a day, and days that don't exist, stay as they are", () => {
  for (const text of [
    "LDAP: group 2027-01-31",
    "leaves 2027-01-31 after",
    "after 2027-01-31-lab",
    "until 2027-13-45",
  ])
    expect(writeDays(text)).toBe(text);
});
