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
import { aFailure } from "../a-failure.ts";

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

it("The doctor sets a password on a temporary entry and deletes the entry; with write access but no read access it warns of nothing", async () => {
  const [slapd, config] = await directory("sets", "=xw");
  expect(await checkLdap(config, checking)).toEqual({
    sentence: expect.stringContaining(config.url),
    warnings: [],
  });
  expect(await slapd.search("(|(uid=acct-doctor*)(cn=acct-doctor*))", "dn")).toBe("");
});

it("If acct may not set passwords, the doctor names the attribute that it needs access to and deletes its temporary entry", async () => {
  const [slapd, config] = await directory("none", "none");
  await expect(checkLdap(config, checking)).rejects.toMatchObject(
    aFailure(/userPassword/, "PasswordsDeniedError"),
  );
  expect(await slapd.search("(|(uid=acct-doctor*)(cn=acct-doctor*))", "dn")).toBe("");
});

it("The doctor warns if the bind entry can read password hashes, and if a part of the tree is on another server", async () => {
  const [slapd, config] = await directory("reads", "write");
  const hashes = expect.stringMatching(/hashes.*userPassword.*=w/);
  expect((await checkLdap(config, checking)).warnings).toMatchObject([hashes]);
  const [far, url] = [`ou=far,${LDAP.suffix}`, "ldap://elsewhere.example"];
  const referral = `objectClass: referral\nobjectClass: extensibleObject\nou: far\nref: ${url}/${far}\n`;
  await slapd.add(`dn: ${far}\n${referral}`, "root");
  expect((await checkLdap(config, checking)).warnings).toMatchObject([
    hashes,
    expect.stringMatching(/another server/),
  ]);
});

it("The doctor warns if a policy wants longer passwords than the page, or if the password of acct's own entry expires soon", async () => {
  const [, config] = await directory("policy", "=xw", "pwdMaxAge: 864000\n");
  expect((await checkLdap(config, { ...checking, minLength: 4 })).warnings).toMatchObject([
    expect.stringMatching(/passwords\.minLength.* 8\b/),
  ]);
  // The age of a password counts from the day on which it was changed.
  await withLdap(config, (client) => modifyPassword(client, LDAP.botDn, "another-bot-password"));
  const changed = { ...config, password: "another-bot-password" };
  expect((await checkLdap(changed, checking)).warnings).toMatchObject([
    expect.stringMatching(/cn=acct,.* 20\d\d-\d\d-\d\d/),
  ]);
});
