import { expect, it } from "vitest";
import { approvals } from "../../src/config/settings/people.ts";

it("An approval is named by who gives it, or in full, and both mean the same", () => {
  const full = [{ name: "security", from: "admin", count: 1 }, { from: "pi" }];
  expect(approvals.parse({ account: full })).toEqual(approvals.parse({ account: ["admin", "pi"] }));
});

it.each([
  ["more than one person", [{ from: "admin", count: 2 }]],
  ["the same people twice, once in full", ["admin", { from: "admin" }]],
  ["people whom nobody knows", [{ from: "dean" }]],
])("An approval from %s is refused with a sentence", (_, account) => {
  const { error } = approvals.safeParse({ account });
  expect(error?.issues.length).toBeGreaterThan(0);
});
