import { describe, expect, it } from "vitest";
import { approvals } from "../../src/config/settings/approvals.ts";
import { groups } from "../../src/config/settings/groups.ts";
import { privilegedProjects } from "../../src/config/settings/privileged-projects.ts";
import { settingsSchema } from "../../src/config/settings.ts";

it("An approval can be written in short or in full, with the same meaning", () => {
  const full = [{ name: "admin", from: "admin", count: 1 }, { from: "pi" }];
  expect(approvals.parse({ account: full })).toEqual(approvals.parse({ account: ["admin", "pi"] }));
});

it("An approval needs as many people as its groups need, unless it says how many", () => {
  const from = [{ group: "security", count: 2 }, { group: "ops" }];
  const [first, second, third] = approvals.parse({
    account: [
      { name: "Safety", from },
      { name: "All", from, count: 5 },
      { name: "Admins", from: "admin", count: 2 },
    ],
  }).account;
  expect([first?.count, second?.count, third?.count]).toEqual([3, 5, 2]);
});

describe("An approval is rejected", () => {
  it.each([
    ["from the same people twice, once in full", ["admin", { from: "admin" }]],
    ["from an unknown role", [{ from: "dean" }]],
    ["from no one", [{ from: [] }]],
    ["from nobody else than zero people", [{ from: "admin", count: 0 }]],
    ["from two PIs", [{ from: "pi", count: 2 }]],
    ["from the PI or an admin", [{ name: "Any", from: ["pi", "admin"] }]],
    ["that calls admins the PI", [{ name: "pi", from: "admin" }]],
    ["without a name, from several", [{ from: ["admin", { group: "security" }] }]],
    ["with a count below those of its groups", [{ from: { group: "security", count: 3 }, count: 2 }]],
  ])("%s", (_, account) => {
    const { error } = approvals.safeParse({ account });
    expect(error?.issues.map(({ path }) => path[0])).toContain("account");
  });

  it("if it asks a group that the file doesn't list", () => {
    const settings = {
      site: { name: "Campus", helpAddress: "help@example.org" },
      slack: { adminChannel: "C0ACCOUNTS", admins: { users: ["U0ADA"] } },
      mail: { from: "Accounts <accounts@example.org>", host: "localhost" },
      approvals: { quota: [{ from: { group: "security" } }] },
    };
    const { error } = settingsSchema.safeParse(settings);
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(["approvals.quota"]);
    expect(settingsSchema.safeParse({ ...settings, groups: { security: [] } }).success).toBe(true);
  });
});

it("People in a group are named by an address or a chat user", () => {
  expect(groups.parse({ security: ["Ada@Example.org", "U0GRACE", "slack:U0BEN"] })).toEqual({
    security: ["ada@example.org", "slack:U0GRACE", "slack:U0BEN"],
  });
  expect(groups.safeParse({ security: ["Ada"] }).success).toBe(false);
  expect(groups.safeParse({ admin: ["ada@example.org"] }).success).toBe(false);
});

it("A privileged project needs one admin, unless it says how many", () => {
  expect(privilegedProjects.parse(["ClusterOps", { name: "Core", count: 2 }])).toEqual([
    { name: "clusterops", count: 1 },
    { name: "core", count: 2 },
  ]);
});
