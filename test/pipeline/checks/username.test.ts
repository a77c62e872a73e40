import { expect, it } from "vitest";
import { findLookAlike, isReservedUsername } from "../../../src/pipeline/checks/reserved-names.ts";
import { candidates, isBestChosen } from "../../../src/pipeline/checks/username.ts";

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

/** The first username by the rule that isn't reserved, which is what someone gets where no one else is. */
function firstOf(givenName: string, familyName: string, email = "someone@example.org", by = rule) {
  for (const name of candidates({ givenName, familyName, email }, by))
    if (!isReservedUsername(name, []) && !findLookAlike(name, [])) return name;
  return undefined;
}

it.each([
  ["Amy", "Ash", "aash"],
  ["Suharto", "", "suharto"],
  ["", "Suharto", "suharto"],
  ["Suharto", "-", "suharto"],
  ["🎉", "Suharto", "suharto"],
  ["Nora 🌻", "New (she/her)", "nnew"],
  ["Ada", "(she/her)", "ada"],
  ["Robert", "Oot", "robertoot"],
  ["Ben", "In", "benin"],
  ["Nora", "Ova", "noraova"],
  ["Г", "", "someone"],
  ["🎉", "👩‍🔬", "someone"],
  ["李", "王", "lwang"],
])("%s %s gets the username %s", (givenName, familyName, username) => {
  expect(firstOf(givenName, familyName)).toBe(username);
});

it.each(["{given}", "{family}", "{given}.{family}", "{family}{given:1}", "{given:2}{family:6}"])(
  "Someone with one name gets more than a letter by the rule %s",
  (by) => {
    for (const names of [
      ["Suharto", ""],
      ["", "Suharto"],
      ["Suharto", "."],
    ] as const)
      expect(firstOf(names[0], names[1], undefined, by)).toMatch(/^suhart/);
  },
);

it("No username has one letter, not even if the address has no more", () => {
  expect([...candidates({ givenName: "", familyName: "", email: "a@example.org" }, rule)]).toEqual([]);
  expect(firstOf("É", "", "a@example.org")).toBeUndefined();
});
