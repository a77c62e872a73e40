import { describe, expect, it } from "vitest";
import type { AccountState } from "../../src/provisioners/found.ts";
import { accountState, type StateAttribute } from "../../src/provisioners/ldap/account-state.ts";
import { OUR_LOCKED_TIME, OUR_SHADOW_EXPIRE } from "../../src/provisioners/ldap/lock-marks.ts";

const now = new Date("2026-11-26T12:00:00Z");
const fileTime = (date: string) => String((BigInt(Date.parse(date)) + 11_644_473_600_000n) * 10_000n);
const day = (date: string) => String(Math.floor(Date.parse(date) / 86_400_000));

type Case = readonly [value: string | undefined, state: AccountState];
const TABLE: Readonly<Record<StateAttribute, readonly Case[]>> = {
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
    [OUR_LOCKED_TIME, "locked"],
    ["20261126115900Z", "active"],
    ["20261126115900.123Z", "active"],
    ["yes", "unknown"],
  ],
  pwdEndTime: [
    [undefined, "active"],
    ["2026112613Z", "active"],
    ["2026112612Z", "expired"],
    ["soon", "unknown"],
  ],
  krbPrincipalExpiration: [
    [undefined, "active"],
    ["20261127120000Z", "active"],
    ["20261126130000+0200", "expired"],
    ["20269999000000Z", "unknown"],
  ],
  shadowExpire: [
    [undefined, "active"],
    ["", "active"],
    ["-1", "active"],
    [day("2026-11-27"), "active"],
    [day("2026-11-26"), "expired"],
    ["1", "expired"],
    [OUR_SHADOW_EXPIRE, "expired"],
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

const names = Object.keys(TABLE) as StateAttribute[];
const ORDER: readonly AccountState[] = ["disabled", "expired", "locked", "unknown", "active"];

type Values = Readonly<Partial<Record<StateAttribute, string | undefined>>>;
function judge(values: Values, options: Omit<Parameters<typeof accountState>[1], "now"> = {}) {
  const given = Object.entries(values).map(
    ([name, value]) => [name.toLowerCase(), value === undefined ? [] : [value]] as const,
  );
  return accountState(new Map(given), { now, ...options });
}

/** One value for each state that the attribute can mean. */
function oneOfEach(name: StateAttribute): readonly Case[] {
  return [...new Map(TABLE[name].map((each) => [each[1], each])).values()];
}

describe("the state of an account", () => {
  it.each(names.flatMap((name) => TABLE[name].map(([value, state]) => [name, value, state] as const)))(
    "with %s %s is %s",
    (name, value, state) => {
      expect(judge({ [name]: value }).state).toBe(state);
    },
  );

  it("is the worst of all values, in every combination", () => {
    let combinations: readonly (readonly [Values, AccountState])[] = [[{}, "active"]];
    for (const name of names)
      combinations = combinations.flatMap(([values, worst]) =>
        oneOfEach(name).map(([value, state]) => {
          const first = ORDER.find((each) => each === worst || each === state) ?? "active";
          return [{ ...values, [name]: value }, first] as const;
        }),
      );
    const wrong = combinations.filter(([values, state]) => judge(values).state !== state);
    expect(wrong).toEqual([]);
    expect(combinations.length).toBeGreaterThan(10_000);
  });

  it("is unknown if the attribute that the directory keeps for everyone isn't shown", () => {
    const required = "userAccountControl";
    expect(judge({}, { required }).state).toBe("unknown");
    expect(judge({ accountExpires: "1" }, { required }).state).toBe("expired");
  });

  it("does not depend on the shell if the site gives no one a shell", () => {
    const shut = { loginShell: "/usr/sbin/nologin" };
    expect(judge(shut, { ignoresShell: true }).state).toBe("active");
    expect(judge({ ...shut, pwdAccountLockedTime: OUR_LOCKED_TIME }, { ignoresShell: true }).state).toBe(
      "locked",
    );
  });

  it("comes with the attribute that decided", () => {
    expect(judge({ accountExpires: "1", userAccountControl: "514" }).evidence).toBe(
      "disabled (userAccountControl)",
    );
  });
});
