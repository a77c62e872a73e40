import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { type Slapd, startSlapd } from "../../dev/local-stack/slapd.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import { checkLdap } from "../../src/provisioners/ldap/check-ldap.ts";
import { type LdapConfig, withLdap } from "../../src/provisioners/ldap/ldap-session.ts";
import { modifyPassword } from "../../src/provisioners/ldap/password-modify.ts";

const folder = join(inject("folder"), "check-ldap");
const certificates = await makeCertificates(join(folder, "certificates"));
const ca = await readFile(certificates.caFile, "utf8");
const running: Slapd[] = [];
afterAll(() => Promise.all(running.map((slapd) => slapd.stop())));
const checking = { guards: noGuards, minLength: 8, now: new Date() };

async function directory(name: string, passwordAccess: string, policy = ""): Promise<[Slapd, LdapConfig]> {
  const slapd = await startSlapd({ folder: join(folder, name), certificates, passwordAccess, policy });
  running.push(slapd);
  return [slapd, ldapConfig(slapd.url, { ca })];
}

it("The doctor sets a password on an entry of its own and deletes it again; where it may set but not read, nothing is to be said", async () => {
  const [slapd, config] = await directory("sets", "=xw");
  expect(await checkLdap(config, checking)).toMatchObject({
    sentence: expect.stringContaining("set passwords"),
    warnings: [],
  });
  expect(await slapd.search("(|(uid=acct-doctor*)(cn=acct-doctor*))", "dn")).toBe("");
});

it("A directory that lets acct set no passwords is named with the right that is missing, and the probe is gone", async () => {
  const [slapd, config] = await directory("none", "none");
  await expect(checkLdap(config, checking)).rejects.toThrow(/write access to userPassword/);
  expect(await slapd.search("(|(uid=acct-doctor*)(cn=acct-doctor*))", "dn")).toBe("");
});

it("A bind entry that can read password hashes is warned of", async () => {
  const [, config] = await directory("reads", "write");
  expect((await checkLdap(config, checking)).warnings).toMatchObject([
    expect.stringContaining("can read everyone's password hashes"),
  ]);
});

it("A policy that wants longer passwords than the page, or soon ends the password of acct's own entry, is warned of", async () => {
  const [, config] = await directory("policy", "=xw", "pwdMaxAge: 864000\n");
  expect((await checkLdap(config, { ...checking, minLength: 4 })).warnings).toMatchObject([
    expect.stringContaining("set passwords.minLength to 8"),
  ]);
  // Its time runs from the day on which somebody changes it.
  await withLdap(config, (client) => modifyPassword(client, LDAP.botDn, "another-bot-password"));
  const changed = { ...config, password: "another-bot-password" };
  expect((await checkLdap(changed, checking)).warnings).toMatchObject([
    expect.stringMatching(/password of cn=acct,.* expires at 20/),
  ]);
});
