import { describe, expect, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { checkApprovals } from "../../src/commands/check-approvals.ts";
import { Failure } from "../../src/failure/failure.ts";

const NOTHING = { groups: {}, privilegedProjects: [] };

describe("doctor", () => {
  it.each([
    [
      "a group with fewer people than it must give",
      { account: [{ from: { group: "security", count: 2 } }] },
      5,
    ],
    ["an empty group", { membership: [{ from: { group: "empty" } }] }, 5],
    ["more admins than there are", { quota: [{ from: "admin", count: 3 }] }, 2],
    [
      "more people than a group and the admins are",
      {
        account: [{ name: "Safety", from: [{ group: "security" }, "admin"], count: 4 }],
      },
      2,
    ],
    [
      "different people where one admin gives everything",
      { account: ["admin", { name: "Second", from: "admin" }] },
      1,
    ],
  ] as const)("finds an approval that needs %s", (_, setting, admins) => {
    const groups = { security: ["grace@example.org"], empty: [] };
    const approvals = approvalsOf(setting as unknown as Parameters<typeof approvalsOf>[0]);
    expect(() => checkApprovals({ ...NOTHING, approvals, groups }, admins)).toThrow(Failure);
  });

  it("finds a privileged project that needs more admins than there are", () => {
    const settings = {
      ...NOTHING,
      approvals: approvalsOf({}),
      privilegedProjects: [{ name: "core", count: 2 }],
    };
    expect(() => checkApprovals(settings, 1)).toThrow("core");
    expect(checkApprovals(settings, 2).warnings).toEqual([]);
  });

  it("warns if there is only one admin and each approval needs a different person", () => {
    expect(checkApprovals({ ...NOTHING, approvals: approvalsOf({}) }, 1).warnings).toHaveLength(1);
    expect(
      checkApprovals({ ...NOTHING, approvals: approvalsOf({ distinctPeople: false }) }, 1).warnings,
    ).toEqual([]);
  });
});
