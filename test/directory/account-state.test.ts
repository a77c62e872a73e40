import { describe, expect, it } from "vitest";
import type { Active } from "../../src/directory/directory.ts";
import { accountState, withAffiliation } from "../../src/directory/ldap/account-state.ts";

const now = new Date("2026-11-26T12:00:00Z");
const day = (date: string) => String(Math.floor(Date.parse(date) / 86_400_000));
const fileTime = (date: string) => String(BigInt(Date.parse(date) + 11_644_473_600_000) * 10_000n);

type Case = readonly [what: string, attributes: Record<string, string[]>];

const disabledCases: readonly Case[] = [
  ["not disabled (nothing shown)", {}],
  ["not disabled (Active Directory)", { useraccountcontrol: ["512"] }],
  ["not disabled (FreeIPA)", { nsaccountlock: ["FALSE"] }],
  ["locked for a while by wrong passwords", { pwdaccountlockedtime: ["20261126114500Z"] }],
];
const disabledYes: readonly Case[] = [
  ["disabled (Active Directory)", { useraccountcontrol: ["514"] }],
  ["disabled, no password required", { useraccountcontrol: ["546"] }],
  ["disabled (FreeIPA)", { nsaccountlock: ["TRUE"] }],
  ["disabled (OpenLDAP)", { pwdaccountlockedtime: ["000001010000Z"] }],
  ["disabled (eDirectory)", { logindisabled: ["true"] }],
];
const disabledUnreadable: readonly Case[] = [
  ["with unreadable flags", { useraccountcontrol: ["disabled"] }],
  ["with an unreadable lock", { nsaccountlock: ["maybe"] }],
];
const fresh: readonly Case[] = [
  ["never expires", {}],
  ["never expires (0)", { accountexpires: ["0"] }],
  ["never expires (the largest number)", { accountexpires: ["9223372036854775807"] }],
  ["never expires (shadow)", { shadowexpire: ["-1"] }],
  ["expires tomorrow (Active Directory)", { accountexpires: [fileTime("2026-11-27T12:00:00Z")] }],
  ["expires tomorrow (shadow)", { shadowexpire: [day("2026-11-27")] }],
  ["expires tomorrow (Kerberos)", { krbprincipalexpiration: ["20261127120000Z"] }],
];
const expiredYes: readonly Case[] = [
  ["expired (Active Directory)", { accountexpires: [fileTime("2026-11-25T12:00:00Z")] }],
  ["expired (shadow)", { shadowexpire: [day("2026-11-26")] }],
  ["expired (Kerberos)", { krbprincipalexpiration: ["20261126130000+0200"] }],
  ["expired (OpenLDAP)", { pwdendtime: ["2026112612Z"] }],
];
const expiryUnreadable: readonly Case[] = [
  ["with an unreadable end", { accountexpires: ["next year"] }],
  ["with an end that means two things", { shadowexpire: ["0"] }],
  ["with an end that is no date", { krbprincipalexpiration: ["20269999000000Z"] }],
];
const affiliations: readonly (readonly [what: string, given: string[], isRight: boolean])[] = [
  ["staff", ["staff"], true],
  ["staff of a scope, among others", ["alum", "Staff@campus.example"], true],
  ["alum", ["alum"], false],
  ["nothing", [], false],
];

const tagged = <T extends string>(cases: readonly Case[], says: T) =>
  cases.map(([what, attributes]) => ({ what, attributes, says }));
const locks = [
  ...tagged(disabledCases, "fine"),
  ...tagged(disabledYes, "no"),
  ...tagged(disabledUnreadable, "unreadable"),
];
const ends = [
  ...tagged(fresh, "fine"),
  ...tagged(expiredYes, "no"),
  ...tagged(expiryUnreadable, "unreadable"),
];

describe("Active is who is neither disabled nor expired and has the right affiliation", () => {
  it.each(locks)("$what, with every end and every affiliation", (lock) => {
    for (const end of ends) {
      for (const [affiliation, given, isRight] of affiliations) {
        const says = [lock.says, end.says];
        const isNo = says.includes("no") || !isRight;
        const active: Active = isNo ? false : says.includes("unreadable") ? "unknown" : true;
        const state = accountState({ ...lock.attributes, ...end.attributes }, now);
        const found = withAffiliation(state, given, ["Staff", "student"]);
        expect(found.active, `${end.what}, ${affiliation}`).toBe(active);
      }
    }
  });
});

it("Affiliations don't matter if the site names none", () => {
  expect(withAffiliation(accountState({}, now), [], []).active).toBe(true);
});

it("Nothing is known about an entry that doesn't show the attribute that the directory keeps for everyone", () => {
  expect(accountState({}, now, "userAccountControl").active).toBe("unknown");
  expect(accountState({ accountexpires: ["1"] }, now, "userAccountControl").active).toBe(false);
});

it("The evidence says which attribute decided", () => {
  expect(accountState({ useraccountcontrol: ["514"], accountexpires: ["1"] }, now).evidence).toBe(
    "disabled (userAccountControl)",
  );
});
