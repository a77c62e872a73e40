import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { run } from "../../dev/local-stack/run.ts";
import { SLAPD_PACKAGES, SLAPD_PROGRAMS, startSlapd } from "../../dev/local-stack/slapd.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import { checkLdap } from "../../src/provisioners/ldap/check-ldap.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import { readDeployed } from "./placed.ts";

const old = `uid=old,${LDAP.peopleDn}`;
const entries = `dn: ${old}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: old
cn: Old Timer
sn: Timer
mail: old@example.org
uidNumber: 900
gidNumber: 900
homeDirectory: /home/old
userPassword: before acct came
`;
const acctDn = LDAP.botDn;
const password = "acct-password";

const folder = join(inject("folder"), "openldap");
const certificates = await makeCertificates(join(folder, "certificates"));
const { root, env } = await debianRoot(SLAPD_PACKAGES, SLAPD_PROGRAMS);
/** A directory with the site's own policy, which locks people after five wrong passwords. */
const slapd = await startSlapd({
  folder: join(folder, "slapd"),
  certificates,
  entries,
  knowsAcct: false,
});
afterAll(() => slapd.stop());

/** Runs a client program as an admin would, with the server and the password of this test. */
function tool(name: string, dn: string, secret: string, args: readonly string[], input?: string) {
  const as = ["-x", "-H", slapd.url, "-D", dn, "-w", secret, ...args];
  return run(`${root}/usr/bin/${name}`, as, {
    env: { ...env, LDAPTLS_CACERT: certificates.caFile },
    ...(input === undefined ? {} : { input }),
  });
}
const asAcct = (name: string, args: readonly string[], input?: string) =>
  tool(name, acctDn, password, args, input);

const ours = ldapConfig(slapd.url, {
  startTls: true,
  ca: certificates.ca,
  bindDn: acctDn,
  password,
  maxConnections: 2,
});

it("The directory accepts the entry, its policy and its rights from deploy/", async () => {
  const added = await tool(
    "ldapadd",
    `cn=root,${LDAP.suffix}`,
    LDAP.rootPassword,
    [],
    await readDeployed("openldap/acct.ldif"),
  );
  expect(added).toMatchObject({ code: 0, stderr: "" });
  const set = await tool("ldappasswd", `cn=root,${LDAP.suffix}`, LDAP.rootPassword, ["-s", password, acctDn]);
  expect(set).toMatchObject({ code: 0, stderr: "" });
  const changed = await tool(
    "ldapmodify",
    "cn=config",
    LDAP.rootPassword,
    [],
    await readDeployed("openldap/access.ldif"),
  );
  expect(changed).toMatchObject({ code: 0, stderr: "" });
});

const amy = {
  username: "aash",
  uidNumber: 20_000,
  givenName: "Amy",
  familyName: "Ash",
  email: "amy@example.org",
};

it("The doctor finds that acct can create users and groups and set passwords, and warns of nothing", async () => {
  const checked = await checkLdap(ours, { guards: noGuards, minLength: 8, now: new Date() });
  expect(checked.warnings).toEqual([]);
});

it("acct can set a person's password, but can read neither the current hash nor the previous one", async () => {
  await asAcct(
    "ldapadd",
    [],
    `dn: uid=aash,${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: aash
cn: Amy Ash
sn: Ash
mail: amy@example.org
uidNumber: 20000
gidNumber: 20000
homeDirectory: /home/aash
`,
  );
  const directory = ldap(ours);
  for (const chosen of ["quiet otters read maps", "loud otters draw maps"]) {
    await directory.setPassword(amy, chosen);
    expect((await slapd.whoami(`uid=aash,${LDAP.peopleDn}`, chosen)).code).toBe(0);
  }
  const { stdout } = await asAcct("ldapsearch", ["-LLL", "-b", LDAP.peopleDn, "(uid=*)", "*", "+"]);
  expect(stdout).toContain("uid: aash");
  expect(stdout).toContain("pwdChangedTime:");
  expect(stdout).not.toMatch(/^userPassword|^pwdHistory/m);
  const guess = await asAcct("ldapcompare", [old, "userPassword:before acct came"]);
  expect(guess.stderr + guess.stdout).toContain("Insufficient access");
});

it("No one else can write, and the site's own rules still apply", async () => {
  const change = `dn: ${old}\nchangetype: modify\nreplace: sn\nsn: Changed\n`;
  const other = await tool("ldapmodify", LDAP.readerDn, LDAP.readerPassword, [], change);
  expect(other.stderr).toContain("Insufficient access (50)");
  const others = await tool("ldappasswd", LDAP.readerDn, LDAP.readerPassword, ["-s", "taken over!", old]);
  expect(others.code).not.toBe(0);
  const own = await tool("ldappasswd", old, "before acct came", ["-s", "chosen by myself", old]);
  expect(own.stderr).toBe("");
  expect((await slapd.whoami(old, "chosen by myself")).code).toBe(0);
  const elsewhere = `dn: ${LDAP.readerDn}\nchangetype: modify\nreplace: description\ndescription: taken over\n`;
  expect((await asAcct("ldapmodify", [], elsewhere)).stderr).toContain("Insufficient access (50)");
});

it("Wrong passwords lock a person's entry, as the site configured, but never acct's entry", async () => {
  const mistype = async (dn: string) => {
    for (let i = 0; i < 6; i++) await slapd.whoami(dn, "mistyped");
  };
  await mistype(old);
  expect((await slapd.whoami(old, "chosen by myself")).code).toBe(49);
  await mistype(acctDn);
  expect((await slapd.whoami(acctDn, password)).code).toBe(0);
});
