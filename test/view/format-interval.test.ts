import { expect, it } from "vitest";
import { formatInterval, formatRoughly } from "../../src/view/format-interval.ts";

const HOUR = 3_600_000;

it.each([
  [24 * HOUR, "1 day"],
  [36 * HOUR, "36 hours"],
  [90_000, "90 seconds"],
])("An interval of %d ms is formatted exactly, as %s", (ms, text) => {
  expect(formatInterval(ms)).toBe(text);
});

it.each([
  [24 * HOUR - 7, "1 day"],
  [23 * HOUR + 123_456, "23 hours"],
  [59 * 60_000 + 59_000, "1 hour"],
  [90_400, "2 minutes"],
  [2013, "2 seconds"],
  [0, "1 second"],
  [-5, "1 second"],
])("A measured interval of %d ms is rounded to %s", (ms, text) => {
  expect(formatRoughly(ms)).toBe(text);
});
