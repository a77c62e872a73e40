import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RequiredApproval } from "../../../src/db/tables/requests.ts";
import { approvalsMissing, type GivenApproval } from "../../../src/pipeline/checks/approvals-missing.ts";

const ROLES = ["admin", "security", "ops"] as const;

const required = fc
  .uniqueArray(fc.record({ role: fc.constantFrom(...ROLES), count: fc.nat(2) }), {
    minLength: 1,
    selector: ({ role }) => role,
  })
  .chain((from) => {
    const least = from.reduce((all, { count }) => all + count, 0);
    return fc.record({
      name: fc.constant("Safety"),
      from: fc.constant(from),
      count: fc.integer({ min: Math.max(1, least), max: least + 2 }),
    });
  });

/** One of six people, who may have approved under two logins. */
const given = fc.array(
  fc.record({
    name: fc.constantFrom("Safety", "admin"),
    verdict: fc.constantFrom("approved", "approved", "denied"),
    by: fc.integer({ min: 1, max: 6 }).map((n) => `slack:U${n}`),
    roles: fc.subarray([...ROLES, "pi"]),
  }),
  { maxLength: 12 },
) as fc.Arbitrary<GivenApproval[]>;

const one = (n: number, ...roles: string[]): GivenApproval => ({
  name: "Safety",
  verdict: "approved",
  by: `slack:U${n}`,
  roles,
});
const both: RequiredApproval = {
  name: "Safety",
  count: 2,
  from: [
    { role: "security", count: 1 },
    { role: "admin", count: 0 },
  ],
};

describe("The approvals that are missing", () => {
  it("never grow with an approval, and shrink by at most one for each", () => {
    fc.assert(
      fc.property(required, given, (needed, all) => {
        all.forEach((_, n) => {
          const [before, after] = [all.slice(0, n), all.slice(0, n + 1)].map((some) =>
            approvalsMissing(needed, some),
          );
          const shrunk = (before ?? 0) - (after ?? 0);
          expect(shrunk).toBeGreaterThanOrEqual(0);
          // Someone who is in several groups can fill a place in each of them.
          expect(shrunk).toBeLessThanOrEqual(needed.from.length);
        });
      }),
    );
  });

  it("don't depend on the order", () => {
    fc.assert(
      fc.property(required, given, (needed, all) => {
        expect(approvalsMissing(needed, all.toReversed())).toBe(approvalsMissing(needed, all));
      }),
    );
  });

  it("are none only if enough different people approved, in all and of each group", () => {
    fc.assert(
      fc.property(required, given, (needed, all) => {
        if (approvalsMissing(needed, all) > 0) return;
        const counts = all.filter(
          ({ name, verdict, roles }) =>
            name === "Safety" &&
            verdict === "approved" &&
            needed.from.some(({ role }) => roles.includes(role)),
        );
        expect(new Set(counts.map(({ by }) => by)).size).toBeGreaterThanOrEqual(needed.count);
        for (const { role, count } of needed.from) {
          const theirs = counts.filter(({ roles }) => roles.includes(role)).map(({ by }) => by);
          expect(new Set(theirs).size).toBeGreaterThanOrEqual(count);
        }
      }),
    );
  });

  it("count a person once, however often they approve", () => {
    fc.assert(
      fc.property(required, given, (needed, all) => {
        expect(approvalsMissing(needed, [...all, ...all])).toBe(approvalsMissing(needed, all));
      }),
    );
  });

  it("count two logins with one address as one person, also through a third login", () => {
    const logins = [
      { ...one(1, "admin"), email: "ada@example.org" },
      { ...one(2, "security"), email: "ada@example.org" },
    ];
    expect(approvalsMissing(both, logins)).toBe(1);
    const linked = [one(1, "admin"), { ...one(2, "security"), email: "ada@example.org" }];
    expect(approvalsMissing(both, linked)).toBe(0);
    expect(approvalsMissing(both, [...linked, { ...one(1, "admin"), email: "ada@example.org" }])).toBe(1);
  });

  it("include the group, even if enough others approved; and the count, even if the group approved", () => {
    expect(approvalsMissing(both, [one(1, "admin"), one(2, "admin"), one(3, "admin")])).toBe(1);
    expect(approvalsMissing(both, [one(1, "security", "admin")])).toBe(1);
    expect(approvalsMissing(both, [one(1, "security"), one(2, "admin")])).toBe(0);
  });
});
