import { describe, expect, it } from "vitest";
import { workingTime } from "../../src/pipeline/working-time.ts";

const berlin = workingTime({ days: "weekdays", from: "08:00", to: "18:00" }, "Europe/Berlin");
const at = (text: string) => new Date(text);
const HOUR = 3_600_000;

describe("working time", () => {
  it.each([
    ["Friday 08:00", "2028-03-24T07:00:00Z", true],
    ["Friday 17:59", "2028-03-24T16:59:00Z", true],
    ["Friday 07:59", "2028-03-24T06:59:00Z", false],
    ["Friday 18:00", "2028-03-24T17:00:00Z", false],
    ["Saturday noon", "2028-03-25T11:00:00Z", false],
    ["Sunday noon", "2028-03-26T10:00:00Z", false],
    ["Monday 08:00, after the clocks went forward", "2028-03-27T06:00:00Z", true],
  ])("%s", (_, moment, isWork) => {
    expect(berlin.isNow(at(moment))).toBe(isWork);
  });

  it("continues on Monday after a Friday evening", () => {
    expect(berlin.next(at("2028-03-24T17:30:00Z"))).toEqual(at("2028-03-27T06:00:00Z"));
    expect(berlin.next(at("2028-03-24T09:10:00Z"))).toEqual(at("2028-03-24T09:10:00Z"));
  });

  it("leaves out the weekend, which is an hour shorter when the clocks go forward", () => {
    expect(berlin.offMs(at("2028-03-24T09:30:00Z"), at("2028-03-27T09:30:00Z"))).toBe(47 * HOUR);
    expect(berlin.offMs(at("2028-03-25T10:10:00Z"), at("2028-03-25T11:20:00Z"))).toBe((70 / 60) * HOUR);
    expect(berlin.offMs(at("2028-03-21T09:00:00Z"), at("2028-03-23T09:00:00Z"))).toBe(0);
  });

  it("is exact where a time zone isn't a whole number of hours away", () => {
    const kathmandu = workingTime({ days: "weekdays", from: "08:00", to: "18:00" }, "Asia/Kathmandu");
    expect(kathmandu.offMs(at("2028-03-24T12:00:00Z"), at("2028-03-28T12:00:00Z"))).toBe(48 * HOUR);
  });

  it("is always, if the site says so", () => {
    const always = workingTime({ days: "daily", from: "00:00", to: "24:00" }, "Europe/Berlin");
    expect(always.isNow(at("2028-03-25T23:59:00Z"))).toBe(true);
    expect(always.offMs(at("2028-03-24T09:30:00Z"), at("2028-03-27T09:30:00Z"))).toBe(0);
  });
});
