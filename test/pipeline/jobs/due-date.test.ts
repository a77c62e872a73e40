import { describe, expect, it } from "vitest";
import { dueDate } from "../../../src/pipeline/jobs/due-date.ts";

describe("the daily digest is due", () => {
  const zone = "Europe/Berlin";
  const at = (time: string) => ({ at: time, days: "daily" }) as const;

  it.each([
    ["not before its time", "2028-03-24T06:59:00Z", at("08:00"), undefined],
    ["at its time", "2028-03-24T07:00:00Z", at("08:00"), "2028-03-24"],
    ["late, if everything was down at its time", "2028-03-24T21:00:00Z", at("08:00"), "2028-03-24"],
    ["for another day after midnight", "2028-03-24T23:30:00Z", at("00:15"), "2028-03-25"],
    ["not before the clocks skip 02:30", "2028-03-26T00:59:00Z", at("02:30"), undefined],
    ["as soon as the clocks have skipped 02:30", "2028-03-26T01:00:00Z", at("02:30"), "2028-03-26"],
    ["the first time that it is 02:30", "2028-10-29T00:30:00Z", at("02:30"), "2028-10-29"],
    ["for the same day the second time that it is 02:30", "2028-10-29T01:30:00Z", at("02:30"), "2028-10-29"],
    ["on a leap day", "2028-02-29T07:00:00Z", at("08:00"), "2028-02-29"],
    [
      "not on a Sunday, if it is for weekdays",
      "2028-03-26T12:00:00Z",
      { at: "08:00", days: "weekdays" },
      undefined,
    ],
    [
      "on a Monday, if it is for weekdays",
      "2028-03-27T12:00:00Z",
      { at: "08:00", days: "weekdays" },
      "2028-03-27",
    ],
    ["never, if the site wants none", "2028-03-27T12:00:00Z", { at: "08:00", days: "never" }, undefined],
  ] as const)("%s", (_, now, when, date) => {
    expect(dueDate(new Date(now), when, zone)).toBe(date);
  });
});
