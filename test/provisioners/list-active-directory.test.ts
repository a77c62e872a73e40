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
