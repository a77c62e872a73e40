import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchAccounts } from "../../src/adopt/match-accounts.ts";
import type { FoundAccount } from "../../src/provisioners/found.ts";

let next = 0;
const account = (system: string, username: string, but: Partial<FoundAccount> = {}): FoundAccount => ({
  system,
  id: `${system}-${++next}`,
  username,
  emails: [`${username}@example.org`],
  state: "active",
  ...but,
});
const usernames = ({ matched }: ReturnType<typeof matchAccounts>) =>
  matched.map(({ username, found }) => [username, ...found.map(({ system }) => system)]);

describe("Accounts in two systems are one person's", () => {
  it("if they have an address in common, in any spelling and whatever the usernames are", () => {
    const ldap = [account("LDAP", "aash", { emails: ["amy@example.org", "Amy.Ash@Example.org"] })];
    const keystone = [account("Keystone", "amy", { emails: ["AMY.ash@example.org"] })];
    const found = matchAccounts([ldap, keystone]);
    expect(usernames(found)).toEqual([["aash", "LDAP", "Keystone"]]);
    expect(found.conflicts).toEqual([]);
  });

  it("if username and campus ID are the same", () => {
    const ldap = [account("LDAP", "aash", { campusId: "4711" })];
    const keystone = [account("Keystone", "aash", { emails: [], campusId: "4711" })];
    expect(usernames(matchAccounts([ldap, keystone]))).toEqual([["aash", "LDAP", "Keystone"]]);
  });

  it("if the second one takes its users from the directory", () => {
    const slurm = account("Slurm", "aash", { emails: [], usesDirectoryNames: true });
    const ldap = account("LDAP", "aash", { uidNumber: 20_000 });
    expect(usernames(matchAccounts([[ldap], [slurm]]))).toEqual([["aash", "LDAP", "Slurm"]]);
  });
});

describe("Someone has to decide", () => {
  it.each([
    [
      "a namesake with another address",
      account("Keystone", "aash", { emails: ["other@example.org"] }),
      "other-address",
    ],
    ["a namesake without an address", account("Keystone", "aash", { emails: [] }), "no-address"],
    [
      "a disabled account of someone who is active elsewhere",
      account("Keystone", "aash", { state: "disabled" }),
      "state",
    ],
    ["an account whose state is unknown", account("Keystone", "aash", { state: "unknown" }), "state"],
  ] as const)("on %s", (_, other, kind) => {
    const found = matchAccounts([[account("LDAP", "aash")], [other]]);
    expect(found.conflicts).toMatchObject([{ kind }]);
    expect(usernames(found)).toEqual([["aash", "LDAP"]]);
  });

  it("on two accounts whose addresses are swapped", () => {
    const ldap = [account("LDAP", "aash"), account("LDAP", "bbirch")];
    const keystone = [
      account("Keystone", "aash", { emails: ["bbirch@example.org"] }),
      account("Keystone", "bbirch", { emails: ["aash@example.org"] }),
    ];
    const found = matchAccounts([ldap, keystone]);
    expect(found.conflicts.map(({ kind }) => kind)).toEqual(["other-address", "other-address"]);
    expect(usernames(found)).toEqual([
      ["aash", "LDAP"],
      ["bbirch", "LDAP"],
    ]);
  });

  it("on two accounts with one number, or one address, in the same system", () => {
    const ldap = [
      account("LDAP", "aash", { uidNumber: 20_000 }),
      account("LDAP", "bbirch", { uidNumber: 20_000 }),
      account("LDAP", "lab1", { emails: ["lab@example.org"] }),
      account("LDAP", "lab2", { emails: ["Lab@example.org"] }),
    ];
    const found = matchAccounts([ldap]);
    expect(found.conflicts.map(({ kind }) => kind)).toEqual(["shared-number", "shared-address"]);
    expect(found.matched).toEqual([]);
  });
});

it("No account is lost: each is either matched once or in a conflict", () => {
  const found = (system: string) =>
    fc
      .array(
        fc.record({
          username: fc.constantFrom("a", "b", "c", "d"),
          emails: fc.array(fc.constantFrom("a@x.org", "b@x.org", "c@x.org"), { maxLength: 2 }),
          state: fc.constantFrom("active", "disabled"),
        }),
      )
      .map((some) =>
        some.map(({ username, ...but }) => account(system, username, but as Partial<FoundAccount>)),
      );
  fc.assert(
    fc.property(found("LDAP"), found("Keystone"), (ldap, keystone) => {
      const { matched, conflicts } = matchAccounts([ldap, keystone]);
      const once = matched.flatMap((one) => one.found);
      expect(new Set(once).size).toBe(once.length);
      const all = new Set([...once, ...conflicts.flatMap((one) => one.found)]);
      expect(all.size).toBe(ldap.length + keystone.length);
    }),
  );
});

describe("Where people may have two accounts", () => {
  const several = { severalAccounts: true };
  const shares = { emails: ["amy@example.org"] };
  const people = ({ matched }: ReturnType<typeof matchAccounts>) =>
    matched.map(({ username, alsoOf }) => [username, alsoOf?.username]);

  it("two that share an address are one person's without a decision, in every system", () => {
    const [amy, robot] = [account("LDAP", "amy", shares), account("LDAP", "amy-robot", shares)];
    const cloud = [account("Keystone", "amy-robot", shares), account("Keystone", "amy", shares)];
    const found = matchAccounts([[amy, robot], cloud], several);
    expect(found.conflicts).toEqual([]);
    expect(people(found)).toEqual([
      ["amy", undefined],
      ["amy-robot", "amy"],
    ]);
    expect(usernames(found)).toEqual([
      ["amy", "LDAP", "Keystone"],
      ["amy-robot", "LDAP", "Keystone"],
    ]);
  });

  it("the one with a name of the directory is the first, whatever the order", () => {
    const cloud = [account("Keystone", "abot", shares), account("Keystone", "amy", shares)];
    const found = matchAccounts([[account("LDAP", "amy", shares)], cloud], several);
    expect(found.conflicts).toEqual([]);
    expect(people(found)).toEqual([
      ["amy", undefined],
      ["abot", "amy"],
    ]);
    expect(usernames(found)[0]).toEqual(["amy", "LDAP", "Keystone"]);
  });

  it("someone decides if it isn't certain which one is the person's elsewhere", () => {
    const cloud = [account("Keystone", "one", shares), account("Keystone", "two", shares)];
    const found = matchAccounts([[account("LDAP", "amy", shares)], cloud], several);
    expect(found.conflicts).toMatchObject([{ kind: "shared-address", undecided: cloud }]);
  });

  it("no one gets three, by one address or by two", () => {
    const three = ["a", "b", "c"].map((name) => account("LDAP", name, shares));
    const byOne = matchAccounts([three], several);
    expect(byOne.unusable).toMatchObject([{ email: "amy@example.org" }]);
    expect(byOne.matched.every(({ alsoOf }) => alsoOf === undefined)).toBe(true);
    const chain = [
      account("LDAP", "a", { emails: ["x@example.org"] }),
      account("LDAP", "b", { emails: ["x@example.org", "y@example.org"] }),
      account("LDAP", "c", { emails: ["y@example.org"] }),
    ];
    const byTwo = matchAccounts([chain], several);
    expect(byTwo.conflicts.map(({ kind }) => kind)).toEqual(["shared-address", "shared-address"]);
    expect(byTwo.matched).toEqual([]);
  });

  it("two with the same number are still a conflict", () => {
    const numbered = { ...shares, uidNumber: 20_000 };
    const both = [account("LDAP", "amy", numbered), account("LDAP", "amy-robot", numbered)];
    const found = matchAccounts([both], several);
    expect(found.conflicts.map(({ kind }) => kind)).toContain("shared-number");
    expect(found.matched).toEqual([]);
  });
});
