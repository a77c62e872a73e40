import fc from "fast-check";
import { DN } from "ldapts";
import { describe, expect, it } from "vitest";
import { dnKey, isInBranch, isKeyBelow, isSameDn, parseDn } from "../../src/provisioners/ldap/dn.ts";

describe("two spellings of a DN name the same entry", () => {
  it.each([
    ["in upper and lower case", "CN=Ann,OU=Staff,DC=campus", "cn=ann,ou=staff,dc=CAMPUS"],
    ["with spaces around separators", "cn = Ann , ou=Staff,dc=campus", "cn=Ann,ou=Staff,dc=campus"],
    ["with an escaped comma", "cn=Ash\\, Amy,dc=campus", "cn=Ash\\2C Amy,dc=campus"],
    ["with a quoted comma", 'cn="Ash, Amy",dc=campus', "cn=Ash\\, Amy,dc=campus"],
    ["in UTF-8 or escaped bytes", "cn=M\u00fc\u00dfig,dc=campus", "cn=M\\C3\\BC\\C3\\9Fig,dc=campus"],
    ["with composed and decomposed letters", "cn=M\u00fcller,dc=a", "cn=Mu\u0308ller,dc=a"],
    ["with several values in one name", "cn=Ann+uid=aash,dc=campus", "UID=aash + CN=ann,dc=campus"],
    ["with several spaces in a value", "cn=Amy   Ash,dc=campus", "cn=amy ash,dc=campus"],
    ["with OIDs", "2.5.4.3=Ann,0.9.2342.19200300.100.1.25=campus", "cn=Ann,dc=campus"],
    ["with semicolons", "cn=Ann;dc=campus", "cn=Ann,dc=campus"],
    ["with a hexadecimal value", "cn=#0403416E6E,dc=campus", "cn=Ann,dc=campus"],
    ["plain or with a useless escape", "cn=Ann Marie.O-Neil,dc=campus", "cn=\\41nn Marie.O-Neil, dc=campus"],
  ])("%s", (_, one, other) => {
    expect(isSameDn(one, other)).toBe(true);
  });
});

it.each([
  ["another value", "cn=Ann,dc=campus", "cn=Anne,dc=campus"],
  ["another order of names", "cn=a,ou=b", "ou=b,cn=a"],
  ["a comma in a value", "cn=a\\,ou=b,dc=c", "cn=a,ou=b,dc=c"],
  ["an escaped space at the end", "cn=a\\ b,dc=c", "cn=ab,dc=c"],
  ["no DN at all", "Ann", "cn=Ann"],
])("DNs with %s are different", (_, one, other) => {
  expect(isSameDn(one, other)).toBe(false);
});

it("An entry is below its parents and not below an entry whose name begins the same", () => {
  expect(isKeyBelow(dnKey("uid=a,OU=People,dc=x"), dnKey("ou=people, dc=x"))).toBe(true);
  expect(isKeyBelow(dnKey("ou=people,dc=x"), dnKey("ou=people,dc=x"))).toBe(true);
  expect(isKeyBelow(dnKey("uid=a,ou=people2,dc=x"), dnKey("ou=people,dc=x"))).toBe(false);
  expect(isKeyBelow(dnKey("uid=a,dc=x"), dnKey("uid=a,ou=people,dc=x"))).toBe(false);
});

it.each([
  ["itself", "OU=People, dc=x", "ou=people,dc=x", true],
  ["a branch with a comma in its name", "uid=a,ou=Ash\\2C Amy,dc=x", "ou=Ash\\, Amy,dc=x", true],
  ["a branch whose name ends the same", "uid=a,ou=b\\,ou=people,dc=x", "ou=people,dc=x", false],
  ["the top of all", "uid=a,dc=x", "", true],
])("An entry is in the branch that is %s", (_, dn, branch, isIn) => {
  expect(isInBranch(dn, branch)).toBe(isIn);
});

it.each(["\u2028", "\u00a0a\u3000", "\t", "a\n"])("The white space of %j is a part of the value", (value) => {
  const dn = new DN({ cn: value, dc: "campus" }).toString();
  expect(parseDn(dn)?.[0]?.[0]?.[1]).toBe(value);
});

it("Every value survives the escapes of another program", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
      const dn = new DN({ cn: value, dc: "campus" }).toString();
      expect(parseDn(dn)?.[0]?.[0]?.[1]).toBe(value);
    }),
  );
});

it("Any text can be compared, and is the same as itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'cn=A,;+\\"# 0f\u00fc\u{1f600}') }), (text) => {
      expect(isSameDn(text, text)).toBe(true);
      if (parseDn(text) === undefined) expect(isSameDn(text, "cn=a")).toBe(false);
    }),
  );
});
