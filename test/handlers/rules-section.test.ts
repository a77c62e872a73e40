import { expect, it } from "vitest";
import { rules as rulesSetting } from "../../src/config/settings/rules.ts";
import { rulesSection } from "../../src/handlers/home/rules-section.ts";
import type { RuleBook } from "../../src/rules/rule-book.ts";

const bookOf = (count: number): RuleBook => {
  const rules = rulesSetting.parse(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `rule-${index}`,
        { when: { ldapGroup: "staff" }, warn: "Look twice.", mode: index < 2 ? "on" : "shadow" },
      ]),
    ),
  );
  return {
    rules: () => rules,
    describe: ({ wanted }) => `the person is in ${wanted}`,
    ask: () => Promise.reject(new Error("Home asks no source")),
  };
};

it("Home shows ten rules at most, and says where the others are", () => {
  const [entry, ...others] = rulesSection({ ruleBook: bookOf(13) })?.entries ?? [];
  expect(others).toEqual([]);
  expect(entry?.title).toBe("2 in force, 11 in shadow");
  expect(entry?.lines).toHaveLength(11);
  expect(entry?.lines[9]).toContain("rule-9");
  expect(entry?.lines[10]).toMatch(/\b3 more\b.*acct rules show/);
  expect(rulesSection({ ruleBook: bookOf(10) })?.entries[0]?.lines).toHaveLength(10);
});

it("A site without rules has no such section", () => {
  expect(rulesSection({ ruleBook: bookOf(0) })).toBeUndefined();
  expect(rulesSection({})).toBeUndefined();
});
