import { expect, it } from "vitest";
import { formatDecisionList, readDecisionList } from "../../src/adopt/decision-list.ts";
import { planAdoption } from "../../src/adopt/plan-adoption.ts";
import { found, foundProject, reading } from "./some-source.ts";

const registry = {
  accounts: [],
  projects: [],
  memberships: new Map(),
  owners: new Map(),
  sizes: new Map(),
} as const;
const rules = { numbers: { from: 1000, to: 60_000 }, isReserved: () => false };
const readings = [
  {
    system: "LDAP",
    reading: reading(
      [
        found("LDAP", "aash", { uidNumber: 1001, familyName: 'Ash, "the first"' }),
        found("LDAP", "abot", { uidNumber: 1002, emails: ["aash@example.org"] }),
        found("LDAP", "cora", { uidNumber: 1003, familyName: "=cmd|' /C calc'!A0" }),
      ],
      [
        foundProject("LDAP", "astro", [], { gidNumber: 7000 }),
        foundProject("LDAP", "bio", [], { gidNumber: 7000 }),
      ],
    ),
  },
  {
    system: "OpenStack",
    reading: reading([
      found("OpenStack", "cora", {
        id: "=default/1",
        emails: ["cora@else.org"],
        givenName: "+1",
        familyName: "",
      }),
    ]),
  },
];
const plan = planAdoption(readings, registry, { rules });

/** Writes a decision into the line of the account or project with this name. */
const fillIn = (decisions: Readonly<Record<string, string>>) =>
  formatDecisionList(plan)
    .split("\r\n")
    .map((line) => {
      const [what = "", , , name = ""] = line.split(",");
      return line === "" || what === "what" ? line : line.replace(/,$/, `,${decisions[name] ?? ""}`);
    })
    .join("\r\n");

it("A list of conflicts has a line for each account and project, and no cell that a spreadsheet would run", () => {
  const lines = formatDecisionList(plan).trim().split("\r\n");
  expect(lines).toHaveLength(5);
  for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+@-]/);
});

it("Each decision on it is followed, also one on an ID that looks like a formula", () => {
  const list = fillIn({ aash: "different", abot: "Same", cora: "same", bio: "skip" });
  const { decisions } = readDecisionList(list, "list.csv");
  expect([...decisions]).toEqual([
    ["LDAP/id-of-aash", "different"],
    ["LDAP/id-of-abot", { same: "aash" }],
    ["OpenStack/=default/1", { same: "cora" }],
    ["project LDAP/id-of-bio", "skip"],
  ]);
  const followed = planAdoption(readings, registry, { rules, decisions });
  expect([followed.conflicts, followed.projectConflicts]).toEqual([[], []]);
});

it("What is no decision, or decided twice, is refused with its line", () => {
  const wrong = `${fillIn({ aash: "maybe?" })}account,LDAP,id-of-aash,aash,,,,,,skip\r\nproject,LDAP,id-of-bio,bio,,,,,a b,same\r\n`;
  expect(() => readDecisionList(wrong, "list.csv")).toThrow(
    /^list\.csv .*\nLine 2: "maybe\?" .*\nLine 6: .*line 2.*\nLine 7: .*a, b/,
  );
  expect(() => readDecisionList("system,id\r\n", "list.csv")).toThrow(/decision/);
});
