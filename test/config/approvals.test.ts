import { expect, it } from "vitest";
import { approvals } from "../../src/config/settings/approvals.ts";

it("An approval can be written in short or in full, with the same meaning", () => {
  const full = [{ from: "admin", count: 1 }, { from: "pi" }];
  expect(approvals.parse({ account: full })).toEqual(approvals.parse({ account: ["admin", "pi"] }));
});

it.each([
  ["more than one person", [{ from: "admin", count: 2 }]],
  ["the same people twice, once in full", ["admin", { from: "admin" }]],
  ["an unknown role", [{ from: "dean" }]],
  ["people under a name, which would not appear anywhere", [{ name: "security", from: "admin" }]],
])("An approval from %s is rejected", (_, account) => {
  const { error } = approvals.safeParse({ account });
  expect(error?.issues.map(({ path }) => path[0])).toContain("account");
});
