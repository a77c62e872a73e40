import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { startLdapCutter } from "../../dev/local-stack/ldap-cutter.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { startSlapd } from "../../dev/local-stack/slapd.ts";
import type { Source } from "../../src/provisioners/found.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import type { LdapConfig } from "../../src/provisioners/ldap/ldap-session.ts";
import { aFailure } from "../a-failure.ts";
import { holdsSourceContract, projectsOf, readAll } from "../contracts/source.contract.ts";

const { suffix, peopleDn, groupsDn, botDn, botPassword, readerDn, readerPassword } = LDAP;

let next = 20_000;
const person = (
  uid: string,
  { dn = `uid=${uid},${peopleDn}`, gidNumber = 900, lines = "" } = {},
) => `dn: ${dn}
objectClass: inetOrgPerson
objectClass: posixAccount
objectClass: shadowAccount
uid: ${uid}
cn: ${uid}
sn: Ash
uidNumber: ${next++}
gidNumber: ${gidNumber}
homeDirectory: /home/${uid}
${lines}`;

const group = (cn: string, classes: string, lines: string, dn = `cn=${cn},${groupsDn}`) => `dn: ${dn}
${classes
  .split(" ")
  .map((name) => `objectClass: ${name}\n`)
  .join("")}cn: ${cn}
${lines}
`;

const base64 = (text: string) => Buffer.from(text).toString("base64");
/** A person whose DN and name have what DNs escape. */
const comma = `cn=Strau\u00df\\, \u00c4nne,${peopleDn}`;

const planted = [
  person("jmuessig", {
    lines: `givenName:: ${base64("J\u00fcrgen")}
mail: juergen.muessig@example.org
mail: jm@example.org
employeeNumber: 4711
`,
  }),
  person("gone", { lines: "shadowExpire: 1\n" }),
  person("shut", { lines: "loginShell: /usr/sbin/nologin\n" }),
  person("astrauss", { dn: comma }).replace(/^dn: .*/, `dn:: ${base64(comma)}`),
  person("primary", { gidNumber: 70_001 }),
  person("deep"),
  person("elsewhere", { dn: `uid=elsewhere,ou=services,${suffix}` }),
  group(
    "bio",
    "posixGroup",
    `gidNumber: 70001
description: Biology
memberUid: jmuessig
memberUid: gone`,
  ),
  group("inner", "groupOfNames", `member: uid=deep,${peopleDn}\nmember: cn=outer,${groupsDn}`),
  group(
    "outer",
    "groupOfNames",
    `member:: ${base64(`CN=STRAUSS\\2C \u00e4nne, ${peopleDn.replace("ou=", "OU = ")}`.replace("STRAUSS", "Strau\\C3\\9F"))}
member: cn=inner,${groupsDn}
owner: UID=jmuessig , ${peopleDn}`,
  ),
  group("unique", "groupOfUniqueNames", `uniqueMember: uid=shut,${peopleDn}#'0101'B`),
];

const certificates = await makeCertificates(join(inject("folder"), "list-ldap", "certificates"));
const start = (name: string, entries: readonly string[], limits = "") =>
  startSlapd({
    folder: join(inject("folder"), "list-ldap", name),
    certificates,
    entries: entries.join("\n"),
    limits,
  });
const many = Array.from({ length: 620 }, (_, n) => person(`many${n}`));

const slapd = await start("slapd", planted);
const limited = await start(
  "limited",
  [...planted, ...many],
  [
    `limits dn.exact="${botDn}" size.soft=500 size.hard=500`,
    `limits dn.exact="${readerDn}" size=unlimited`,
  ].join("\n"),
);
afterAll(() => Promise.all([slapd.stop(), limited.stop()]));

const sourceOf = (url: string, but: Partial<LdapConfig> = {}): Source => {
  const directory = ldap(ldapConfig(url, { ca: certificates.ca, ...but }));
  return { system: directory.name, read: (onProgress) => directory.list?.(onProgress) ?? Promise.reject() };
};
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

holdsSourceContract(() => ({
  source: sourceOf(slapd.url),
  accounts: {
    jmuessig: {
      id: expect.stringMatching(uuid),
      givenName: "J\u00fcrgen",
      familyName: "Ash",
      emails: ["juergen.muessig@example.org", "jm@example.org"],
      campusId: "4711",
      uidNumber: 20_000,
      state: "active",
    },
    gone: { state: "expired" },
    shut: { state: "disabled", emails: [] },
    astrauss: { state: "active" },
  },
  projects: {
    bio: { members: ["gone", "jmuessig", "primary"], owners: [] },
    inner: { members: ["astrauss", "deep"], owners: [] },
    outer: { members: ["astrauss", "deep"], owners: ["jmuessig"] },
    unique: { members: ["shut"], owners: [] },
  },
  inspect: () => slapd.search("(objectClass=*)", "*", "+"),
  cut: async () => ({ source: sourceOf(limited.url), close: async () => undefined }),
  away: async () => sourceOf(`ldap://127.0.0.1:${await freePort()}`),
}));

it("A server that limits what acct sees is quoted with what it showed, whether the limit is before or after a page", async () => {
  const reading = await readAll(sourceOf(limited.url));
  const [, shown = ""] =
    /^LDAP shows us only (\d+) of its entries.*size limit for this bind DN\.$/.exec(
      reading.incomplete ?? "",
    ) ?? [];
  expect(Number(shown)).toBeGreaterThan(0);
  expect(Number(shown)).toBeLessThanOrEqual(500);
  expect(reading.accounts.length).toBe(Number(shown));
  const free = { bindDn: readerDn, password: readerPassword };
  const all = await readAll(sourceOf(limited.url, free));
  expect(all.incomplete).toBeUndefined();
  expect(all.accounts.length).toBe(626);
});

it.each([100, 249, 250, 498, 500])("A limit of %i entries is noticed", async (limit) => {
  const server = await start(
    `limit-${limit}`,
    many,
    `limits dn.exact="${botDn}" size.soft=${limit} size.hard=${limit}`,
  );
  const { accounts, incomplete } = await readAll(sourceOf(server.url));
  await server.stop();
  expect(incomplete).toMatch(/^LDAP shows us only /);
  expect(accounts.length).toBeGreaterThan(0);
});

it.each([249, 250, 498, 500])(
  "All of %i people are read, although they may fill the pages exactly",
  async (count) => {
    const server = await start(`exact-${count}`, many.slice(0, count));
    const { accounts, incomplete } = await readAll(sourceOf(server.url));
    await server.stop();
    expect(incomplete).toBeUndefined();
    expect(accounts.length).toBe(count);
  },
);

describe("what does not lead to an account", () => {
  const odd = async (name: string, ...entries: readonly string[]) => {
    const server = await start(name, [person("deep"), ...entries]);
    const reading = await readAll(sourceOf(server.url));
    await server.stop();
    return reading;
  };

  it("makes the reading and its group incomplete if it is a person below another base", async () => {
    const elsewhere = `uid=elsewhere,ou=services,${suffix}`;
    const reading = await odd(
      "outside",
      person("elsewhere", { dn: elsewhere }),
      group("lab", "groupOfNames", `member: uid=deep,${peopleDn}\nmember: ${elsewhere}`),
    );
    expect(projectsOf(reading)).toMatchObject({ lab: { members: ["deep"] } });
    expect(reading.incomplete).toMatch(/ lab .*ldap\.peopleDn.*uid=elsewhere,ou=services/);
    expect(reading.projects[0]?.incomplete).toBe(reading.incomplete);
  });

  it("is remarked on, and nothing is missing, if it is an entry that was deleted or a member who is no account", async () => {
    const reading = await odd(
      "deleted",
      group("lab", "groupOfNames", `member: uid=left,${peopleDn}\nmember: cn=acct,ou=services,${suffix}`),
      group("empty", "groupOfNames", `member: cn=nobody,cn=empty,${groupsDn}`),
      group("web", "posixGroup", "gidNumber: 70002\nmemberUid: www-data\nmemberUid: deep"),
    );
    expect(reading.incomplete).toBeUndefined();
    expect(reading.problems).toEqual([]);
    expect(reading.remarks).toEqual([
      expect.stringMatching(/ lab .*uid=left,.*cn=acct,/),
      expect.stringMatching(/ web .*www-data/),
    ]);
    expect(projectsOf(reading)).toMatchObject({ empty: { members: [] }, web: { members: ["deep"] } });
  });

  it("is followed if it is a group below another base", async () => {
    const far = `cn=far,ou=services,${suffix}`;
    const reading = await odd(
      "far",
      group("far", "groupOfNames", `member: uid=deep,${peopleDn}`, far),
      group("lab", "groupOfNames", `member: ${far}`),
    );
    expect(projectsOf(reading)).toEqual({ lab: { members: ["deep"], owners: [] } });
    expect(reading.incomplete).toBeUndefined();
  });

  it("makes the reading incomplete if groups are nested too deep", async () => {
    const chain = Array.from({ length: 14 }, (_, n) =>
      group(
        `g${n}`,
        "groupOfNames",
        `member: ${n === 13 ? `uid=deep,${peopleDn}` : `cn=g${n + 1},${groupsDn}`}`,
      ),
    );
    const reading = await odd("chain", ...chain);
    const { projects } = reading;
    expect(projectsOf(reading)).toMatchObject({ g0: { members: [] }, g5: { members: ["deep"] } });
    expect(projects.find(({ name }) => name === "g0")?.incomplete).toMatch(/ g0 .*10 levels/);
    expect(projects.find(({ name }) => name === "g5")?.incomplete).toBeUndefined();
  });

  it("makes the reading incomplete if a part of the tree is on another server", async () => {
    const referral = `dn: ou=far,${peopleDn}
objectClass: referral
objectClass: extensibleObject
ou: far
ref: ldap://elsewhere.example/ou=far,${peopleDn}
`;
    const reading = await odd("referral", referral);
    expect(reading.incomplete).toMatch(/another server/);
    expect(reading.accounts.map(({ username }) => username)).toEqual(["deep"]);
  });
});

it("A person who is moved, renamed, or written in another case is the same person", async () => {
  const server = await start("moved", [
    person("ann"),
    `dn: ou=alumni,${peopleDn}\nobjectClass: organizationalUnit\nou: alumni\n`,
    group("lab", "groupOfNames", `member: uid=ann,${peopleDn}`),
  ]);
  const [before] = (await readAll(sourceOf(server.url))).accounts;
  await server.modify(`dn: uid=ann,${peopleDn}
changetype: modrdn
newrdn: UID=Ann-Marie
deleteoldrdn: 1
newsuperior: OU=Alumni,${peopleDn}
`);
  const reading = await readAll(sourceOf(server.url));
  await server.stop();
  expect(reading.accounts).toEqual([{ ...before, username: "Ann-Marie" }]);
  expect(reading.projects[0]?.members).toEqual([before?.id]);
  expect([reading.problems, reading.remarks]).toEqual([[], []]);
});

it("The groupOfNames that acct keeps beside a group is not a second project", async () => {
  const teamsDn = `ou=teams,${groupsDn}`;
  const server = await start("teams", [
    person("deep"),
    `dn: ${teamsDn}\nobjectClass: organizationalUnit\nou: teams\n`,
    group("lab", "posixGroup", "gidNumber: 70003\nmemberUid: deep"),
    group("lab", "groupOfNames", `member: uid=deep,${peopleDn}`, `cn=lab,${teamsDn}`),
    group("older", "groupOfNames", `member: uid=deep,${peopleDn}`, `cn=older,${teamsDn}`),
  ]);
  const { projects } = await readAll(sourceOf(server.url, { teamsDn }));
  await server.stop();
  expect(projects.map(({ name, gidNumber }) => [name, gidNumber])).toEqual([
    ["lab", 70_003],
    ["older", undefined],
  ]);
});

it.each<[string, Partial<LdapConfig>, RegExp, string?]>([
  ["the base does not exist", { peopleDn: `ou=nowhere,${suffix}` }, /\b32: .*peopleDn/],
  ["the password is wrong", { password: `${botPassword}!` }, /bindDn/, "LoginRejectedError"],
])("Reading fails with what to check when %s", async (_, but, data, name) => {
  await expect(readAll(sourceOf(slapd.url, but))).rejects.toMatchObject(aFailure(data, name));
});

it("The campus ID is read from the attribute that the site names", async () => {
  const server = await start("campus-id", [person("deep", { lines: "departmentNumber: c-1\n" })]);
  const { accounts } = await readAll(sourceOf(server.url, { campusIdAttribute: "departmentNumber" }));
  await server.stop();
  expect(accounts).toMatchObject([{ campusId: "c-1" }]);
});

describe("a server that cuts the lists of members, as Active Directory does", () => {
  const count = 3_200;
  const members = (numbers: readonly number[]) =>
    numbers.map((n) => `member: uid=m${n},${peopleDn}`).join("\n");
  const numbers = Array.from({ length: count }, (_, n) => n);

  async function cutServer(name: string, limits: { values?: number; entries?: number }) {
    const people = numbers.map((n) => person(`m${n}`));
    const students = group("students", "groupOfNames", members(numbers));
    const server = await startSlapd({
      folder: join(inject("folder"), "list-ldap", name),
      certificates,
      requireTls: false,
      entries: [...people, students].join("\n"),
      limits: `limits dn.exact="${botDn}" size=unlimited`,
    });
    const cutter = await startLdapCutter({ targetPort: Number(new URL(server.plainUrl).port), ...limits });
    return { server, cutter, close: () => Promise.all([cutter.stop(), server.stop()]) };
  }
  /** Students with these numbers leave, and come back at the end of the list. */
  const rejoin = (from: number, to: number) => {
    const lines = members(numbers.slice(from, to));
    const head = `dn: cn=students,${groupsDn}\nchangetype: modify\n`;
    return `${head}delete: member\n${lines}\n-\nadd: member\n${lines}\n`;
  };

  it("is followed to the end of each list, and a list that changes in the meantime is read again", async () => {
    const { server, cutter, close } = await cutServer("ranges", { values: 1_500 });
    const asked: number[] = [];
    cutter.beforeRange = async (from) => void asked.push(from);
    const before = await readAll(sourceOf(cutter.url));
    expect(asked).toEqual([0, 1_500, 3_000]);
    expect(before.projects[0]?.members).toHaveLength(count);
    expect(before.incomplete).toBeUndefined();

    asked.length = 0;
    cutter.beforeRange = async (from) => {
      asked.push(from);
      // A mixture of the two states would lack those who moved up into the part that was read before.
      if (asked.length === 2) await server.modify(rejoin(0, 100));
    };
    const after = await readAll(sourceOf(cutter.url));
    await close();
    expect(asked).toEqual([0, 1_500, 0, 1_500, 3_000]);
    expect(after.projects[0]?.members).toHaveLength(count);
    expect(after.incomplete).toBeUndefined();
  });

  it("makes the group incomplete if the list never stands still", async () => {
    const { server, cutter, close } = await cutServer("restless", { values: 1_500 });
    let changes = 0;
    cutter.beforeRange = async (from) => {
      if (from > 0) await server.modify(rejoin(changes, ++changes));
    };
    const { projects, incomplete } = await readAll(sourceOf(cutter.url));
    await close();
    expect(projects).toMatchObject([{ name: "students", incomplete: expect.stringContaining("member") }]);
    expect(incomplete).toMatch(/ member of cn=students/);
  });

  it("makes the group incomplete if a range is named but empty", async () => {
    const { cutter, close } = await cutServer("empty-range", { values: 1_500 });
    cutter.dropsRange = (from) => from === 1_500;
    const { projects } = await readAll(sourceOf(cutter.url));
    await close();
    expect(projects).toMatchObject([{ name: "students", incomplete: expect.stringContaining("member") }]);
  });

  it("cuts only searches without pages, so that everyone is read", async () => {
    const { cutter, close } = await cutServer("entries", { entries: 1_000 });
    const { accounts, incomplete } = await readAll(sourceOf(cutter.url));
    await close();
    expect(accounts).toHaveLength(count);
    expect(incomplete).toBeUndefined();
  });

  it("makes the reading incomplete if it ends with a page that has no entries, although it has more", async () => {
    const { cutter, close } = await cutServer("empty-page", {});
    const source = sourceOf(cutter.url);
    cutter.dropsPage = (page) => page === 2;
    const once = await readAll(source);
    expect(once.accounts).toHaveLength(count);
    expect(once.incomplete).toBeUndefined();

    let pages = 0;
    cutter.dropsPage = () => ++pages % 2 === 0;
    const twice = await readAll(sourceOf(cutter.url));
    await close();
    expect(twice.accounts.length).toBeLessThan(count);
    expect(twice.incomplete).toMatch(/ empty page, after \d+ entries/);
  });
});
