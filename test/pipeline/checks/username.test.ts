import { expect, it } from "vitest";
import { isBestChosen } from "../../../src/pipeline/checks/username.ts";

const rule = "{given:1}{family}";

it.each([
  ["ليلى", "حداد"],
  ["Layla", "حداد"],
  ["Мария", "Иванова"],
  ["伟", "张"],
  ["Οδυσσέας", "Ελύτης"],
])("A person called %s %s should choose a username", (givenName, familyName) => {
  expect(isBestChosen({ givenName, familyName }, rule)).toBe(true);
});

it.each([
  ["Jörg", "Müller"],
  ["Łukasz", "Żak"],
  ["Íñigo", "Ñandú"],
  ["Nguyễn", "Thị Ánh"],
  ["Keʻala", "O’Neill-Žižek"],
  ["👩‍🔬", "III."],
])("The username of %s %s is made from the name", (givenName, familyName) => {
  expect(isBestChosen({ givenName, familyName }, rule)).toBe(false);
});

it("A part of the name that the site's rule doesn't use makes no difference", () => {
  expect(isBestChosen({ givenName: "ليلى", familyName: "Haddad" }, "{family}")).toBe(false);
  expect(isBestChosen({ givenName: "ليلى", familyName: "حداد" }, "{mail}")).toBe(false);
});
