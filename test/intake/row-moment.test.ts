import { describe, expect, it } from "vitest";
import { coarserMoments, findDateOrder, isLaterMoment, readMoment } from "../../src/intake/row-moment.ts";

describe("a timestamp", () => {
  it.each([
    ["20.11.2026 09:14:02"],
    ["20. 11. 2026 9:14:02"],
    ["11/20/2026 9:14:02"],
    ["11/20/2026 9:14:02 AM"],
    ["11/20/2026\u202f9:14:02\u202fa.m."],
    ["2026-11-20 09:14:02"],
    ["2026-11-20T09:14:02.512Z"],
    ["2026/11/20 9:14:02 AM GMT+1"],
    ["20-11-2026 09:14:02"],
    ["Nov 20, 2026, 9:14:02 AM"],
    ["Fri, 20 Nov 2026 09:14:02 +0100"],
    ["Fri Nov 20 2026 09:14:02 GMT+0100 (Central European Standard Time)"],
    ["20 novembre 2026 à 09:14:02"],
  ])("is the same moment as %s", (text) => {
    expect(readMoment(text, undefined)).toEqual(["2026-11-20T09:14:02"]);
  });

  it.each([
    ["11/20/2026 9:14", "2026-11-20T09:14"],
    ["11/20/26 9:14", "2026-11-20T09:14"],
    ["11/20/2026 9:14 PM", "2026-11-20T21:14"],
    ["46346.38474537", "2026-11-20T09:14"],
    ["46346,38475", "2026-11-20T09:14"],
    ["46346", "2026-11-20"],
    ["20.11.2026", "2026-11-20"],
    ["3. März 2026", "2026-03-03"],
    ["20 juin 2026", "2026-06-20"],
    // What a program invents for a missing time isn't one.
    ["11/20/2026 0:00:00", "2026-11-20"],
    ["11/20/2026 9:14:00", "2026-11-20T09:14"],
  ])("is only as exact as its text: %s", (text, moment) => {
    expect(readMoment(text, undefined)).toEqual([moment]);
  });

  it.each([
    "",
    "-",
    "now",
    "13/13/2026",
    "30.02.2026 10:00",
    "11/20/2026 25:00",
    "9:14",
    "4711",
    "next week",
  ])("is none if there is no such date: %j", (text) => {
    expect(readMoment(text, "day-month")).toEqual([]);
  });

  it("has both readings if nothing tells day and month apart, and is never guessed", () => {
    expect(readMoment("05/06/2026 9:14", undefined)).toEqual(["2026-05-06T09:14", "2026-06-05T09:14"]);
    expect(readMoment("05/05/2026 9:14", undefined)).toEqual(["2026-05-05T09:14"]);
    expect(readMoment("05/06/2026 9:14", "day-month")).toEqual(["2026-06-05T09:14"]);
    expect(readMoment("05/06/2026 9:14", "month-day")).toEqual(["2026-05-06T09:14"]);
    expect(readMoment("05.06.2026 9:14", undefined)).toEqual(["2026-06-05T09:14"]);
  });
});

it.each([
  [["05/06/2026", "20/11/2026", "04/04/2026"], "day-month"],
  [["05/06/2026", "11/20/2026 9:14"], "month-day"],
  [["05/06/2026", "2026-11-20", "20.11.2026"], undefined],
  [["20/11/2026", "11/20/2026"], undefined],
  [[], undefined],
])("The dates %j of a file have the order %s", (texts, order) => {
  expect(findDateOrder(texts)).toBe(order);
});

it("Moments are compared only as far as both are exact", () => {
  expect(isLaterMoment("2026-11-20T09:20:11", "2026-11-20T09:14:02")).toBe(true);
  expect(isLaterMoment("2026-11-20T09:14", "2026-11-20T09:14:02")).toBe(false);
  expect(isLaterMoment("2026-11-20T09:14:02", "2026-11-20")).toBe(false);
  expect(isLaterMoment("2026-11-21", "2026-11-20T09:14:02")).toBe(true);
  expect(coarserMoments("2026-11-20T09:14:02")).toEqual(["2026-11-20", "2026-11-20T09:14"]);
  expect(coarserMoments("2026-11-20")).toEqual([]);
});
