import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { startSamba } from "../../dev/local-stack/samba.ts";
import { startSlapd } from "../../dev/local-stack/slapd.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import type { Directory } from "../../src/directory/directory.ts";
import { FLAVOR_DEFAULTS, type Flavor } from "../../src/directory/ldap/flavors.ts";
import { type LdapDirectoryConfig, ldapDirectory } from "../../src/directory/ldap/ldap-directory.ts";
import { holdsDirectoryContract } from "../contracts/directory.contract.ts";

const folder = join(inject("folder"), "campus");
const certificates = await makeCertificates(join(folder, "certificates"));
const now = () => new Date("2026-11-26T12:00:00Z");
const config = (
  flavor: Flavor,
  server: Pick<LdapDirectoryConfig, "url" | "base" | "bindDn" | "password">,
  but: Partial<LdapDirectoryConfig> = {},
): LdapDirectoryConfig => {
  const { filter, ...attributes } = FLAVOR_DEFAULTS[flavor];
  const common = { name: "the campus directory", startTls: true, ca: certificates.ca, maxConnections: 2 };
  return { ...common, flavor, filter, attributes, activeAffiliations: [], ...server, ...but };
};
const open = (of: LdapDirectoryConfig) => ldapDirectory(of, noGuards, now);

const slapd = await startSlapd({ folder: join(folder, "slapd"), certificates });
const samba = await startSamba({ folder: join(folder, "samba"), certificates });
afterAll(() => Promise.all([slapd.stop(), samba.stop()]));

const reader = { base: LDAP.suffix, bindDn: LDAP.readerDn, password: LDAP.readerPassword };
const openldap = config("openldap", { url: slapd.url, ...reader });
const ad = config("active-directory", { url: samba.url, base: samba.base, ...samba.admin });

let number = 3000;
const ldapPerson = (uid: string, email: string, more = "") => `dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
objectClass: shadowAccount
uid: ${uid}
cn: ${uid}
givenName: Cleo
sn: Contract
mail: ${email}
employeeType: staff
uidNumber: ${++number}
gidNumber: 3000
homeDirectory: /home/${uid}
${more}`;
const adPerson = (
  uid: string,
  email: string,
  more = "userAccountControl: 512\n",
) => `dn: CN=${uid},CN=Users,${samba.base}
objectClass: user
sAMAccountName: ${uid}
givenName: Cleo
sn: Contract
mail: ${email}
employeeType: staff
unicodePwd:: ${Buffer.from('"Passw0rd-cleo"', "utf16le").toString("base64")}
${more}`;

describe("OpenLDAP", () => {
  holdsDirectoryContract(() => ({
    directory: open(openldap),
    withActiveAffiliations: (activeAffiliations) =>
      open({
        ...openldap,
        attributes: { ...openldap.attributes, affiliation: "employeeType" },
        activeAffiliations,
      }),
    add: (uid, email) => slapd.add(ldapPerson(uid, email)),
    async disable(uid) {
      await slapd.modify(
        `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modify\nreplace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n`,
      );
    },
    async expire(uid) {
      await slapd.modify(
        `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modify\nreplace: shadowExpire\nshadowExpire: 20000\n`,
      );
    },
    async rename(uid, to) {
      await slapd.modify(
        `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modrdn\nnewrdn: uid=${to}\ndeleteoldrdn: 1\n`,
      );
    },
    down: () => slapd.down(),
    up: () => slapd.up(),
  }));
});

describe("Active Directory", () => {
  holdsDirectoryContract(() => ({
    directory: open(ad),
    withActiveAffiliations: (activeAffiliations) => open({ ...ad, activeAffiliations }),
    add: (uid, email) => samba.add(adPerson(uid, email)),
    async disable(uid) {
      await samba.modify(
        `dn: CN=${uid},CN=Users,${samba.base}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 514\n`,
      );
    },
    async expire(uid) {
      await samba.modify(
        `dn: CN=${uid},CN=Users,${samba.base}\nchangetype: modify\nreplace: accountExpires\naccountExpires: 133000000000000000\n`,
      );
    },
    async rename(uid, to) {
      await samba.modify(
        `dn: CN=${uid},CN=Users,${samba.base}\nchangetype: modrdn\nnewrdn: CN=${to}\ndeleteoldrdn: 1\n`,
      );
    },
    down: () => samba.down(),
    up: () => samba.up(),
  }));

  it("finds people by each of their addresses, whichever is the main one", async () => {
    const proxies = "proxyAddresses: SMTP:olga@campus.example\nproxyAddresses: smtp:o.olden@campus.example\n";
    const sip = "proxyAddresses: sip:olga.sip@campus.example\n";
    await samba.add(adPerson("olga", "olga@campus.example", `userAccountControl: 512\n${proxies}${sip}`));
    const found = await open(ad).findByEmail("O.Olden@campus.example");
    expect(found).toMatchObject({ answer: "found", person: { active: true } });
    expect(found.answer === "found" && found.person.emails).toContain("o.olden@campus.example");
    expect(await open(ad).findByEmail("olga.sip@campus.example")).toEqual({ answer: "not-found" });
  });

  it("doesn't take a new user, whom it creates as disabled, for an active one", async () => {
    await samba.add(adPerson("newest", "newest@campus.example", ""));
    expect(await open(ad).findByEmail("newest@campus.example")).toMatchObject({ person: { active: false } });
  });
});

describe("a directory that shows too little", () => {
  const expectUnknown = async (directory: Directory, why: RegExp) => {
    expect(await directory.findByEmail("nobody@campus.example")).toEqual({
      answer: "unknown",
      why: expect.stringMatching(why),
    });
  };

  it("knows nothing about anyone if it shows no one", async () => {
    await expectUnknown(open({ ...openldap, base: LDAP.groupsDn }), /aren't shown to us/);
    await expectUnknown(open({ ...openldap, base: "dc=elsewhere" }), /32/);
    await expect(open({ ...openldap, base: LDAP.groupsDn }).check()).rejects.toThrow(/check directory\.base/);
  });

  it("is one whose filter isn't a filter, which is found before anyone is looked up", () => {
    expect(() => open({ ...openldap, filter: "(objectClass=person" })).toThrow(/directory\.filter/);
  });

  it("doesn't say which of two people with one address it is", async () => {
    await samba.add(adPerson("twin1", "twins@campus.example"));
    await samba.add(adPerson("twin2", "twins@campus.example"));
    const twins = await open(ad).findByEmail("twins@campus.example");
    expect(twins).toMatchObject({ answer: "unknown", why: expect.stringContaining("2 entries") });
  });

  it("is told to the operator with the setting that the password belongs to", async () => {
    await expectUnknown(open({ ...openldap, password: "wrong" }), /DIRECTORY_PASSWORD/);
    await expectUnknown(open({ ...ad, password: "wrong" }), /DIRECTORY_PASSWORD/);
  });

  it("is one where no one has the affiliation that is asked for", async () => {
    const [warning] = await open({ ...openldap, activeAffiliations: ["staff"] }).check();
    expect(warning).toContain("eduPersonAffiliation");
    expect(await open(ad).check()).toEqual([]);
  });
});

it("A server whose certificate isn't trusted doesn't get the password", async () => {
  const plain = open({ ...ad, url: samba.plainUrl, ca: undefined });
  expect(await plain.findByEmail("a@campus.example")).toMatchObject({
    answer: "unknown",
    why: expect.stringContaining("directory.caFile"),
  });
});
