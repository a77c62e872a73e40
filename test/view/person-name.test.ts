import { expect, it } from "vitest";
import { personName } from "../../src/view/person-name.ts";

it.each([
  ["Nora 🌻 New (she/her)", "Nora New"],
  ["New [they / them]", "New"],
  ["👩🏽‍🔬 Ada 🇩🇪", "Ada"],
  ["José (él/ellos)", "José"],
  ["Anna (Müller)", "Anna (Müller)"],
  ["D’Arcy-O’Connor", "D’Arcy-O’Connor"],
  ["王小明", "王小明"],
  ["🎉", ""],
])("Of the name %j, people sign with %j", (shown, name) => {
  expect(personName(shown)).toBe(name);
});
