import { describe, expect, it } from "vitest";
import type { AccountState } from "../../src/provisioners/found.ts";
import { accountState, type StateValues } from "../../src/provisioners/ldap/account-state.ts";

const now = new Date("2026-11-26T12:00:00Z");
const fileTime = (date: string) => String((BigInt(Date.parse(date)) + 11_644_473_600_000n) * 10_000n);
const day = (date: string) => String(Math.floor(Date.parse(date) / 86_400_000));

type Case = readonly [value: string | undefined, state: AccountState];
const TABLE: { readonly [Name in keyof StateValues]-?: readonly Case[] } = {
  userAccountControl: [
    [undefined, "active"],
    ["512", "active"],
    ["514", "disabled"],
    ["546", "disabled"],
    ["66048", "active"],
    ["-2147483646", "disabled"],
    ["NORMAL", "unknown"],
  ],
  accountExpires: [
    [undefined, "active"],
    ["0", "active"],
    ["9223372036854775807", "active"],
    [fileTime("2026-11-26T12:00:01Z"), "active"],
    [fileTime("2026-11-26T12:00:00Z"), "expired"],
    ["1", "expired"],
    ["never", "unknown"],
  ],
  pwdAccountLockedTime: [
    [undefined, "active"],
    ["000001010000Z", "locked"],
    ["20261126115900Z", "active"],
    ["20261126115900.123Z", "active"],
    ["yes", "unknown"],
  ],
  shadowExpire: [
    [undefined, "active"],
    ["", "active"],
    ["-1", "active"],
    [day("2026-11-27"), "active"],
    [day("2026-11-26"), "expired"],
    ["1", "expired"],
    ["0", "unknown"],
    ["20261126T", "unknown"],
  ],
  nsAccountLock: [
    [undefined, "active"],
    ["TRUE", "disabled"],
    ["true", "disabled"],
    ["FALSE", "active"],
    ["1", "unknown"],
  ],
  loginDisabled: [
    [undefined, "active"],
    ["TRUE", "disabled"],
    ["maybe", "unknown"],
  ],
  loginShell: [
    [undefined, "active"],
    ["/bin/bash", "active"],
    ["/usr/sbin/nologin", "disabled"],
    ["/bin/false", "disabled"],
  ],
};

const names = Object.keys(TABLE) as (keyof StateValues)[];
const ORDER: readonly AccountState[] = ["disabled", "expired", "locked", "unknown", "active"];

describe("the state of an account", () => {
  it.each(names.flatMap((name) => TABLE[name].map(([value, state]) => [name, value, state] as const)))(
    "with %s %s is %s",
    (name, value, state) => {
      expect(accountState({ [name]: value }, { now })).toBe(state);
    },
  );

  it("is the worst of all values, in every combination", () => {
    let combinations: readonly (readonly [StateValues, AccountState])[] = [[{}, "active"]];
    for (const name of names)
      combinations = combinations.flatMap(([values, worst]) =>
        TABLE[name].map(([value, state]) => {
          const first = ORDER.find((each) => each === worst || each === state) ?? "active";
          return [{ ...values, [name]: value }, first] as const;
        }),
      );
    const wrong = combinations.filter(([values, state]) => accountState(values, { now }) !== state);
    expect(wrong).toEqual([]);
    expect(combinations.length).toBeGreaterThan(50_000);
  });

  it("is unknown for a user of Active Directory whose userAccountControl can't be read", () => {
    expect(accountState({}, { now, isAdUser: true })).toBe("unknown");
    expect(accountState({ accountExpires: "1" }, { now, isAdUser: true })).toBe("expired");
  });

  it("does not depend on the shell if the site gives no one a shell", () => {
    expect(accountState({ loginShell: "/usr/sbin/nologin" }, { now, noShells: true })).toBe("active");
  });
});
