import { describe, expect, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { checkApprovals } from "../../src/commands/check-approvals.ts";
import { Failure } from "../../src/failure/failure.ts";

const NOTHING = { privilegedProjects: [] };
const some = (count: number) => Array.from({ length: count }, (_, n) => `slack:U${n}`);
const only = (count: number) => ({ admins: some(count), groups: {} });

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
    const groups = { security: ["slack:UGRACE"], empty: [] };
    const approvals = approvalsOf(setting as unknown as Parameters<typeof approvalsOf>[0]);
    expect(() => checkApprovals({ ...NOTHING, approvals }, { admins: some(admins), groups })).toThrow(
      Failure,
    );
  });

  it("finds a privileged project that needs more admins than there are", () => {
    const settings = {
      ...NOTHING,
      approvals: approvalsOf({}),
      privilegedProjects: [{ name: "core", count: 2 }],
    };
    expect(() => checkApprovals(settings, only(1))).toThrow("core");
    expect(checkApprovals(settings, only(2)).warnings).toEqual([]);
  });

  it("warns if there is only one admin and each approval needs a different person", () => {
    expect(checkApprovals({ ...NOTHING, approvals: approvalsOf({}) }, only(1)).warnings).toHaveLength(1);
    expect(
      checkApprovals({ ...NOTHING, approvals: approvalsOf({ distinctPeople: false }) }, only(1)).warnings,
    ).toEqual([]);
  });

  it("finds that one person is all the admins and all of the group, which matters only if people must be distinct", () => {
    const account = ["admin", { name: "Security", from: { group: "security", count: 1 } }];
    const people = { admins: ["slack:UADA"], groups: { security: ["slack:UADA"] } };
    const check = (distinctPeople: boolean) =>
      checkApprovals(
        {
          ...NOTHING,
          approvals: approvalsOf({ account, distinctPeople } as Parameters<typeof approvalsOf>[0]),
        },
        people,
      );
    expect(() => check(true)).toThrow("distinctPeople");
    expect(check(false).warnings).toEqual([]);
  });

  it("finds a group that the chat doesn't let acct read", () => {
    const account = [{ name: "Security", from: { group: "security", count: 1 } }];
    const approvals = approvalsOf({ account } as Parameters<typeof approvalsOf>[0]);
    const people = { admins: some(3), groups: { security: undefined } };
    expect(() => checkApprovals({ ...NOTHING, approvals }, people)).toThrow("groups.security");
  });

  it("names the requests that no one can decide", () => {
    const why = "No one can decide request 7: …";
    expect(checkApprovals({ ...NOTHING, approvals: approvalsOf({}) }, only(2), [why]).warnings).toEqual([
      why,
    ]);
  });
});
