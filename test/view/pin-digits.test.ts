import { expect, it } from "vitest";
import { pinFromCell, withoutLostZeros } from "../../src/view/pin-digits.ts";

it.each([
  ["1234", "1234"],
  ["0123", "0123"],
  ["123", "0123"],
  ["7", "0007"],
  ["1234.0", "1234"],
  ["'0123", "0123"],
  [" 1234 ", "1234"],
  ["١٢٣٤", "1234"],
  ["１２３", "0123"],
  ["abcd", "abcd"],
  ["", ""],
])("A sheet that shows %j means the PIN %j", (cell, pin) => {
  expect(pinFromCell(cell)).toBe(pin);
});

it.each(["0123", "01234", "00123", "0000", "1234"])(
  "The PIN %s is found again after a sheet has made a number of it",
  (pin) => {
    expect(withoutLostZeros(pin)).toBe(pinFromCell(String(Number(pin))));
  },
);
