import { expect, it } from "vitest";
import type { Active } from "../../src/directory/directory.ts";
import { activeState } from "../../src/directory/ldap/active-state.ts";
import type { AccountState } from "../../src/provisioners/found.ts";

const STATES: Readonly<Record<AccountState, Active>> = {
  active: true,
  disabled: false,
  expired: false,
  locked: false,
  unknown: "unknown",
};
const AFFILIATIONS: readonly (readonly [what: string, given: string[], isRight: boolean])[] = [
  ["staff", ["staff"], true],
  ["staff of a scope, among others", ["alum", "Staff@campus.example"], true],
  ["alum", ["alum"], false],
  ["nothing", [], false],
];
const states = Object.keys(STATES) as AccountState[];

it.each(states.flatMap((state) => AFFILIATIONS.map(([what, ...rest]) => [state, what, ...rest] as const)))(
  "An account that is %s, of someone who is %s, is active only if both allow it",
  (state, _, given, isRight) => {
    const found = activeState({ state, evidence: "" }, given, ["Staff", "student"]);
    expect(found.active).toBe(isRight ? STATES[state] : false);
  },
);

it("Affiliations don't matter if the site names none", () => {
  expect(activeState({ state: "active", evidence: "" }, [], []).active).toBe(true);
});
