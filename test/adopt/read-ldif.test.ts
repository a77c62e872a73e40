import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLdif } from "../../src/adopt/parse-ldif.ts";
import { readLdif } from "../../src/adopt/read-ldif.ts";

const read = (text: string) =>
  readLdif(text, { campusIdAttribute: "employeeNumber", now: new Date("2026-11-26") });
const base64 = (text: string) => Buffer.from(text).toString("base64");

const person = (uid: string, more = "") => `dn: uid=${uid},ou=people,dc=x
objectClass: posixAccount
uid: ${uid}
uidNumber: 20000
gidNumber: 900
entryUUID: 00000000-0000-0000-0000-00000000${uid.padStart(4, "0").slice(0, 4)}
${more}`;

it("Folded lines, comments, base64, and Windows line endings are read as RFC 2849 says", () => {
  const text = `version: 1

# A comment that is
  folded
dn:: ${base64("cn=M\u00fc\u00dfig\\, J\u00fcrgen,ou=people,dc=x")}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: jmuessig
givenName:: ${base64("J\u00fcrgen")}
# in between
mail: jue
 rgen@exam
 ple.org
MAIL;lang-de: jm@example.org
employeeNumber:   4711
description:
jpegPhoto:: /9j/4A==
`.replaceAll("\n", "\r\n");
  const { accounts, problems } = read(text);
  expect(problems).toEqual([]);
  expect(accounts).toMatchObject([
    {
      username: "jmuessig",
      givenName: "J\u00fcrgen",
      emails: ["juergen@example.org", "jm@example.org"],
      campusId: "4711",
    },
  ]);
});

describe("a record that can't be used is named by its line and left out as a whole:", () => {
  it.each<[string, string, number]>([
    ["base64 that is none", person("bad", "mail:: %%%"), 14],
    ["a value in a file", person("bad", "jpegPhoto:< file:///etc/passwd"), 14],
    ["a line without a colon", person("bad", "just text"), 14],
    ["a change", person("bad").replace("\n", "\nchangetype: add\n"), 8],
    ["no DN", person("bad").replace(/^.*\n/, ""), 8],
    ["a DN in base64 that is no text", person("bad").replace(/^.*/, "dn:: /w=="), 8],
    ["a DN that came before", person("good").replace("uid=good", "UID=Good"), 8],
  ])("%s", (_, record, line) => {
    const text = `${person("good")}\n${record}\n\n${person("last")}`;
    const { accounts, problems } = read(text);
    expect(accounts.map(({ username }) => username)).toEqual(["good", "last"]);
    expect(problems).toEqual([{ line: expect.any(Number), why: expect.stringMatching(/^[A-Z].*\.$/) }]);
    expect(problems[0]?.line).toBe(line);
  });
});

it("Groups are resolved as in a directory, and a branch that the file lacks makes them incomplete", () => {
  const group = (cn: string, lines: string) =>
    `dn: cn=${cn},ou=groups,dc=x\nobjectClass: groupOfNames\ncn: ${cn}\n${lines}\n`;
  const { projects, remarks, incomplete } = read(
    [
      person("ann"),
      group("inner", "member: UID=Ann, ou=people,dc=x"),
      group("outer", "member: cn=inner,ou=groups,dc=x\nowner: uid=ann,ou=people,dc=x"),
      group("left", "member: uid=gone,ou=people,dc=x"),
      group("far", "member: uid=ann,ou=staff,dc=y"),
      group("cut", "member;range=0-0: uid=ann,ou=people,dc=x"),
    ].join("\n"),
  );
  const ann = ["00000000-0000-0000-0000-000000000ann"];
  expect(projects).toMatchObject([
    { name: "inner", members: ann, owners: [] },
    { name: "outer", members: ann, owners: ann },
    { name: "left", members: [], incomplete: undefined },
    { name: "far", members: [], incomplete: expect.stringContaining("uid=ann,ou=staff,dc=y") },
    { name: "cut", members: ann, incomplete: expect.stringContaining("member") },
  ]);
  expect(remarks).toEqual([expect.stringContaining("uid=gone")]);
  expect(incomplete).toMatch(/ far .* cn=cut/s);
});

it.each([
  ["size limit", "search: 2\nresult: 4 Size limit exceeded\n", /4 Size limit exceeded/],
  ["reference", "ref: ldap://elsewhere.example/ou=far,dc=x??sub\n", /another server/],
  ["success", "search: 2\nresult: 0 Success\n", undefined],
])("The end of ldapsearch's output says whether the file is complete: %s", (_, end, why) => {
  const { accounts, problems, incomplete } = read(`${person("ann")}\n# search result\n${end}`);
  expect([accounts.length, problems]).toEqual([1, []]);
  expect(incomplete).toEqual(why === undefined ? undefined : expect.stringMatching(why));
});

it("Any value survives, plain, in base64, or folded anywhere", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (value, width) => {
      const line = `description:: ${base64(value)}`;
      const folded = line.replace(new RegExp(`(.{${width + 13}})(?=.)`, "g"), "$1\n ");
      const [record] = parseLdif(`dn: cn=a\n${folded}\n`);
      expect(record).toMatchObject({
        pairs: [
          ["dn", "cn=a"],
          ["description", expect.anything()],
        ],
      });
      expect(record && "pairs" in record && String(record.pairs[1]?.[1])).toBe(value);
    }),
  );
});

it("Any text is read or refused by line", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("d", "n", ":", " ", "\n", "#", "=", "<", ";", "-", "\r") }),
      (text) => {
        const { problems } = read(text);
        for (const { line } of problems) expect(line).toBeLessThanOrEqual(text.split("\n").length);
      },
    ),
  );
});
