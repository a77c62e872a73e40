import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { startLdapCutter } from "../../dev/local-stack/ldap-cutter.ts";
import { startSamba } from "../../dev/local-stack/samba.ts";
import type { Source } from "../../src/provisioners/found.ts";
import { findAny } from "../../src/provisioners/ldap/entries.ts";
import { hasId, idFilters } from "../../src/provisioners/ldap/entry-id.ts";
import { formatSid } from "../../src/provisioners/ldap/format-sid.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import { type LdapConfig, withLdap } from "../../src/provisioners/ldap/ldap-session.ts";
import { AccountLockedError, PasswordRejectedError } from "../../src/provisioners/password-store.ts";
import { NameConflictError } from "../../src/provisioners/provisioner.ts";
import { holdsSourceContract, projectsOf, readAll } from "../contracts/source.contract.ts";

const folder = join(inject("folder"), "list-ad");
const certificates = await makeCertificates(join(folder, "certificates"));
const samba = await startSamba({ folder: join(folder, "samba"), certificates });
afterAll(() => samba.stop());

const peopleDn = `OU=Staff,${samba.base}`;
const groupsDn = `OU=Groups,${samba.base}`;
const fileTime = (date: string) => String((BigInt(Date.parse(date)) + 11_644_473_600_000n) * 10_000n);
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** An account that needs no password, in a state that AD keeps in a bit field. */
const user = (
  name: string,
  { cn = name, control = 544, lines = "" } = {},
) => `dn:: ${base64(`CN=${cn},${peopleDn}`)}
objectClass: user
sAMAccountName: ${name}
userAccountControl: ${control}
${lines}`;
const group = (name: string, lines = "") => `dn: CN=${name},${groupsDn}
objectClass: group
sAMAccountName: ${name}
groupType: -2147483646
${lines}
`;
const member = (cn: string) => `member: CN=${cn},${peopleDn}`;
const many = Array.from({ length: 8 }, (_, n) => `many${n}`);

for (const name of ["Staff", "Groups"])
  await samba.add(`dn: OU=${name},${samba.base}\nobjectClass: organizationalUnit\n`);
await samba.add(
  [
    user("jmuessig", {
      cn: "M\u00fc\u00dfig\\, J\u00fcrgen",
      lines: `givenName:: ${base64("J\u00fcrgen")}
sn:: ${base64("M\u00fc\u00dfig")}
mail: juergen@campus.example
proxyAddresses: smtp:jm@campus.example
proxyAddresses: SMTP:juergen@campus.example
employeeNumber: 4711
`,
    }),
    user("shut", { control: 546 }),
    user("gone", { lines: `accountExpires: ${fileTime("2020-01-01")}\n` }),
    user("lasting", { lines: "accountExpires: 9223372036854775807\n" }),
    user("student"),
    ...many.map((name) => user(name)),
    `dn: CN=PC1,${peopleDn}\nobjectClass: computer\nsAMAccountName: PC1$\n`,
    group("students"),
    group("inner", member("shut")),
    group(
      "outer",
      `member: CN=inner,${groupsDn}\n${member("gone")}\nmember: CN=PC1,${peopleDn}\nmanagedBy:: ${base64(`CN=M\u00fc\u00dfig\\, J\u00fcrgen,${peopleDn}`)}`,
    ),
    group("large", many.map(member).join("\n")),
  ].join("\n"),
);

const config = ldapConfig(samba.url, { ca: certificates.ca, ...samba.admin, peopleDn, groupsDn });
const sourceOf = (but: Partial<LdapConfig> = {}): Source => {
  const directory = ldap({ ...config, ...but });
  return { system: directory.name, read: (onProgress) => directory.list?.(onProgress) ?? Promise.reject() };
};
const search = (base: string, ...attributes: string[]) =>
  withLdap(config, async (client) => {
    const options = { attributes, explicitBufferAttributes: ["objectSid"] };
    return (await client.search(base, options)).searchEntries;
  });

/** Makes this group someone's primary group, which AD lists neither in `member` nor in `memberOf`. */
async function makePrimary(name: string, groupName: string): Promise<void> {
  const [entry] = await search(`CN=${groupName},${groupsDn}`, "objectSid");
  const relativeId = formatSid(entry?.objectSid as Buffer)
    .split("-")
    .at(-1);
  const change = (dn: string, lines: string) => samba.modify(`dn: ${dn}\nchangetype: modify\n${lines}\n`);
  await change(`CN=${groupName},${groupsDn}`, `add: member\n${member(name)}`);
  await change(`CN=${name},${peopleDn}`, `replace: primaryGroupID\nprimaryGroupID: ${relativeId}`);
}
await makePrimary("student", "students");

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

holdsSourceContract(() => ({
  source: sourceOf(),
  accounts: {
    jmuessig: {
      id: expect.stringMatching(guid),
      givenName: "J\u00fcrgen",
      familyName: "M\u00fc\u00dfig",
      emails: ["juergen@campus.example", "jm@campus.example"],
      campusId: "4711",
      state: "active",
    },
    shut: { state: "disabled" },
    gone: { state: "expired" },
    lasting: { state: "active" },
  },
  projects: {
    students: { members: ["student"], owners: [] },
    inner: { members: ["shut"], owners: [] },
    outer: { members: ["gone", "shut"], owners: ["jmuessig"] },
    large: { members: many, owners: [] },
  },
  left: ["PC1$"],
  inspect: async () => JSON.stringify(await Promise.all([search(peopleDn, "*"), search(groupsDn, "*")])),
  async cut() {
    const cutter = await startLdapCutter({ targetPort: Number(new URL(samba.plainUrl).port), values: 5 });
    // The list changes each time that a part of it is read, so that it is never seen as a whole.
    let changes = 0;
    cutter.beforeRange = async (from) => {
      const head = `dn: CN=large,${groupsDn}\nchangetype: modify\nreplace: description\n`;
      if (from > 0) await samba.modify(`${head}description: change ${changes++}\n`);
    };
    return { source: sourceOf({ url: cutter.url }), close: cutter.stop };
  },
  away: async () => sourceOf({ url: `ldaps://127.0.0.1:${await freePort()}` }),
}));

describe("Active Directory", () => {
  it("names who manages a group, although their DN has what DNs escape", async () => {
    const directory = ldap(config);
    expect(await directory.findGroupOwners?.({ name: "outer" })).toEqual({
      owners: [
        {
          id: expect.stringMatching(guid),
          name: "J\u00fcrgen M\u00fc\u00dfig",
          email: "juergen@campus.example",
        },
      ],
      gaps: [],
    });
  });

  it("cuts long lists of members, which are read to their end", async () => {
    const cutter = await startLdapCutter({ targetPort: Number(new URL(samba.plainUrl).port), values: 5 });
    const reading = await readAll(sourceOf({ url: cutter.url }));
    await cutter.stop();
    expect(projectsOf(reading).large).toEqual({ members: many, owners: [] });
    expect(reading.incomplete).toBeUndefined();
  });

  it("may be read from its root: its own partitions hold no people, and its own groups have their primary members", async () => {
    const reading = await readAll(sourceOf({ peopleDn: samba.base, groupsDn: samba.base }));
    expect(reading.incomplete).toBeUndefined();
    expect(projectsOf(reading)["Domain Users"]?.members).toContain("lasting");
    expect(projectsOf(reading)["Domain Users"]?.members).not.toContain("PC1$");
  });

  it("knows a person who was moved and renamed by the same ID", async () => {
    const before = await readAll(sourceOf());
    await samba.modify(`dn: CN=lasting,${peopleDn}
changetype: modrdn
newrdn: CN=Renamed
deleteoldrdn: 1
newsuperior: ${groupsDn}
`);
    const after = await readAll(sourceOf({ peopleDn: samba.base }));
    const idIn = ({ accounts }: typeof before) => accounts.find(({ username }) => username === "lasting")?.id;
    expect(idIn(after)).toBe(idIn(before));
    expect(idIn(after)).toMatch(guid);
    const found = await withLdap(config, (client) => findAny(client, samba.base, idFilters(idIn(after))));
    expect(found.map(({ dn }) => dn)).toEqual([`CN=Renamed,${groupsDn}`]);
    expect(found.every((entry) => hasId(entry, idIn(before)))).toBe(true);
  });
});

describe("An account of Active Directory without a POSIX account", () => {
  const directory = ldap(config);
  /** Someone whom acct has adopted: the registry knows the objectGUID. */
  async function anAdopted(name: string, lines = "") {
    await samba.add(user(name, { lines: `mail: ${name}@campus.example\n${lines}` }));
    const { accounts } = await readAll(sourceOf());
    const account = accounts.find(({ username }) => username === name);
    const email = `${name}@campus.example`;
    const numbers = { username: name, uidNumber: 70_000, givenName: "Amy", familyName: "Ash" };
    return { ...numbers, email, adopted: true, externalIds: { LDAP: account?.id } };
  }
  const project = { name: "outer", gidNumber: 70_001, description: "", adopted: true };

  it("gets a new password that the domain's policy accepts, and can log in with it", async () => {
    const person = await anAdopted("reset");
    await expect(directory.setPassword(person, "short")).rejects.toThrow(PasswordRejectedError);
    await directory.setPassword(person, "Quiet otters 9 read");
    expect(await directory.canLogIn(person, "Quiet otters 9 read")).toBe(true);
    expect(await directory.canLogIn(person, "Loud herons 7 write")).toBe(false);
    expect(await directory.identify?.(person)).toMatchObject({ id: person.externalIds.LDAP, name: "reset" });
  });

  it("is locked and unlocked, but not if it has expired as well, and a new password lifts no lock", async () => {
    const person = await anAdopted("leaver");
    expect(await directory.findLock(person)).toBeUndefined();
    expect(await directory.findAccess?.(person, [])).toEqual([expect.stringMatching(/leaver can log in/)]);
    for (let time = 0; time < 2; time++) expect(await directory.suspend?.(person)).toContain("leaver");
    expect(await directory.findLock(person)).toBe("userAccountControl");
    expect(await directory.findAccess?.(person, [])).toEqual([]);
    await expect(directory.setPassword(person, "Quiet otters 9 read")).rejects.toThrow(AccountLockedError);
    for (let time = 0; time < 2; time++) await directory.resume?.(person);
    expect(await directory.findLock(person)).toBeUndefined();
    const expired = await anAdopted("lapsed", `accountExpires: ${fileTime("2020-01-01")}\n`);
    await directory.suspend?.(expired);
    await expect(directory.resume?.(expired)).rejects.toThrow(AccountLockedError);
    expect(await directory.findLock(expired)).toEqual(expect.any(String));
  });

  it("is compared by what acct can know, also after it was renamed", async () => {
    const person = await anAdopted("renamedad");
    expect(await directory.diff(person, [project])).toEqual([]);
    const change = "changetype: modify\nreplace: sAMAccountName\nsAMAccountName: newad";
    await samba.modify(`dn: CN=renamedad,${peopleDn}\n${change}\n`);
    expect(await directory.diff(person, [project])).toEqual([
      expect.stringMatching(/renamedad is newad now/),
    ]);
  });

  it("keeps its groups: acct says in a sentence what to do there", async () => {
    const person = await anAdopted("grouped");
    const refused = { lasts: true, message: expect.stringMatching(/grouped.*Active Directory.*outer/) };
    await expect(directory.ensure(person, project)).rejects.toMatchObject(refused);
    await expect(directory.ensureMember(person, project)).rejects.toMatchObject(refused);
    expect(await directory.leave(person, project)).not.toContain("grouped");
    const change = `changetype: modify\nadd: member\n${member("grouped")}`;
    await samba.modify(`dn: CN=outer,${groupsDn}\n${change}\n`);
    await expect(directory.leave(person, project)).rejects.toMatchObject(refused);
    expect(await directory.findAccess?.(person, [])).toContainEqual(expect.stringContaining("CN=outer"));
    await directory.suspend?.(person);
    await expect(directory.erase?.(person)).rejects.toMatchObject({ lasts: true });
  });

  it("is someone else's name for everyone whose ID isn't this one", async () => {
    const { externalIds, ...stranger } = await anAdopted("namesakead");
    expect(externalIds).toBeDefined();
    await expect(directory.plan(stranger, project)).rejects.toThrow(NameConflictError);
    await expect(directory.setPassword(stranger, "Quiet otters 9 read")).rejects.toThrow(NameConflictError);
  });
});
