import { expect, it } from "vitest";
import { zoneName } from "../../src/mail/zone-name.ts";

const [JANUARY, JULY] = [new Date("2026-01-15T12:00:00Z"), new Date("2026-07-15T12:00:00Z")];

it.each([
  ["America/New_York", "EST", "EDT"],
  ["America/Los_Angeles", "PST", "PDT"],
  ["Europe/Berlin", "CET", "CEST"],
  ["Europe/London", "GMT", "BST"],
  ["Australia/Sydney", "AEDT", "AEST"],
  ["Asia/Kolkata", "IST", "IST"],
  ["UTC", "UTC", "UTC"],
  // Where nobody who speaks English has a name for it; at this hyphen no line breaks.
  ["America/Sao_Paulo", "GMT\u20113", "GMT\u20113"],
])("The time of %s has the name that its people say", (zone, winter, summer) => {
  expect([zoneName(JANUARY, zone), zoneName(JULY, zone)]).toEqual([winter, summer]);
});
