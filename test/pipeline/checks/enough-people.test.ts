import { expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { findUngivable } from "../../../src/pipeline/checks/enough-people.ts";

type Setting = Parameters<typeof approvalsOf>[0]["account"];

const security = { name: "Security", from: { group: "security", count: 1 } };
const two = { from: "admin", count: 2 };
const mixed = { name: "Safety", from: [{ group: "security", count: 1 }, "admin"], count: 2 };
const both = {
  name: "Both",
  from: [
    { group: "security", count: 1 },
    { group: "ops", count: 1 },
  ],
};

/**
 * Configurations with the people who may still approve, one letter for each role: a(dmin), s(ecurity), o(ps). What can't be given
 * if the people must be distinct, and if they needn't be.
 */
it.each<[string, readonly unknown[], readonly string[], readonly string[], readonly string[]]>([
  ["one admin is enough for one approval", ["admin"], ["a"], [], []],
  ["no admin is left", ["admin"], [], ["admin"], ["admin"]],
  ["a group is empty or lost", [security, "admin"], ["a", "a"], ["Security"], ["Security"]],
  ["two admins are needed and one is left", [two], ["a"], ["admin"], ["admin"]],
  ["two admins are needed and left", [two], ["a", "a"], [], []],
  ["the only admin is the whole group", [security, "admin"], ["as"], ["Security", "admin"], []],
  ["a second admin gives the admins' approval", [security, "admin"], ["as", "a"], [], []],
  ["the order of the people doesn't matter", ["admin", security], ["as", "s"], [], []],
  [
    "two approvals of admins by one admin",
    ["admin", { name: "Second", from: "admin" }],
    ["a"],
    ["admin", "Second"],
    [],
  ],
  ["one approval of two people with the group among them", [mixed], ["s", "a"], [], []],
  ["one person in both roles is still one person", [mixed], ["as"], ["Safety"], ["Safety"]],
  ["the group is missing although there are enough admins", [mixed], ["a", "a"], ["Safety"], ["Safety"]],
  ["two groups and someone in both, beside anyone", [both], ["so", "a"], ["Both"], ["Both"]],
  ["two groups and someone in each", [both], ["s", "o"], [], []],
  ["a group that is asked twice", [security, mixed], ["s", "a"], ["Security", "Safety"], []],
  ["a group of two that is asked twice", [security, mixed], ["s", "s", "a"], [], []],
])("%s", (_, account, people, distinct, anyone) => {
  const roles = { a: "admin", s: "security", o: "ops" } as const;
  const candidates = people.map((letters, n) => ({
    user: `slack:U${n}`,
    roles: [...letters].map((letter) => roles[letter as keyof typeof roles]),
  }));
  const open = approvalsOf({ account: account as Setting }).account;
  const names = (areDistinct: boolean) =>
    findUngivable(open, [], candidates, areDistinct).map(({ name }) => name);
  expect(names(true)).toEqual(distinct);
  expect(names(false)).toEqual(anyone);
});

it("What has been given counts, and no one gives the same approval twice", () => {
  const open = approvalsOf({ account: [{ from: "admin", count: 2 }] }).account;
  const given = [{ name: "admin", verdict: "approved", by: "slack:U1", roles: ["admin"] }] as const;
  const second = { user: "slack:U2", roles: ["admin"] };
  const first = { user: "slack:U1", roles: ["admin"], not: ["admin"] };
  expect(findUngivable(open, given, [first], false)).toHaveLength(1);
  expect(findUngivable(open, given, [first, second], false)).toEqual([]);
});

it("Hundreds of people are looked through in a moment", () => {
  const open = approvalsOf({
    account: [
      { from: "admin", count: 5 },
      { name: "More", from: "admin", count: 5 },
    ],
  }).account;
  const people = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ user: `slack:U${n}`, roles: ["admin"] }));
  expect(findUngivable(open, [], people(500), true)).toEqual([]);
  expect(findUngivable(open, [], people(9), true)).toHaveLength(2);
});
