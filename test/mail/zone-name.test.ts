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
  // English has no name for this zone. The hyphen is a non-breaking one.
  ["America/Sao_Paulo", "GMT\u20113", "GMT\u20113"],
])("A time in %s has the zone name that people use there", (zone, winter, summer) => {
  expect([zoneName(JANUARY, zone), zoneName(JULY, zone)]).toEqual([winter, summer]);
});

it.each([
  ["de", "MEZ", "MESZ"],
  ["es", "CET", "CEST"],
  ["fr", "CET", "CEST"],
])(
  "Readers of %s read the name that their language has for a zone, or the English one",
  (language, winter, summer) => {
    const names = [JANUARY, JULY].map((at) => zoneName(at, "Europe/Berlin", language));
    expect(names).toEqual([winter, summer]);
  },
);
