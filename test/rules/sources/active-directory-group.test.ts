import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../../dev/local-stack/certificates.ts";
import { startSamba } from "../../../dev/local-stack/samba.ts";
import { noGuards } from "../../../src/credentials/login-guard.ts";
import { ldapReader } from "../../../src/provisioners/ldap/ldap-reader.ts";
import { ldapAttribute } from "../../../src/rules/sources/ldap-attribute.ts";
import { ldapGroup } from "../../../src/rules/sources/ldap-group.ts";
import { peopleInLdap } from "../../../src/rules/sources/people-in-ldap.ts";
import { aSubject } from "../a-subject.ts";

const folder = join(inject("folder"), "rules-active-directory");
const certificates = await makeCertificates(join(folder, "certificates"));
const samba = await startSamba({ folder: join(folder, "samba"), certificates });
afterAll(() => samba.stop());

const people = `CN=Users,${samba.base}`;
const dnOf = (cn: string) => `CN=${cn},${people}`;
const ldap = peopleInLdap(
  ldapReader(
    {
      url: samba.url,
      startTls: true,
      ca: certificates.ca,
      maxConnections: 2,
      ...samba.admin,
      peopleDn: people,
      groupsDn: people,
    },
    noGuards,
  ),
  undefined,
);
const now = () => new Date("2026-11-26T12:00:00Z");
const deps = { ldap, now };
const ask = (wanted: string, cn: string) =>
  ldapGroup(deps).ask(wanted, aSubject({ ldapDn: dnOf(cn) }), new AbortController().signal);

const person = (cn: string, control: number) => `dn: ${dnOf(cn)}
objectClass: user
sAMAccountName: ${cn}
department: Physics
unicodePwd:: ${Buffer.from(`"Passw0rd-${cn}"`, "utf16le").toString("base64")}
userAccountControl: ${control}
`;
const group = (cn: string, members: readonly string[]) => `dn: ${dnOf(cn)}
objectClass: group
sAMAccountName: ${cn}
${members.map((member) => `member: ${member}\n`).join("")}`;

await samba.add(person("ann", 512));
await samba.add(person("bob", 512));
await samba.add(person("off", 514));
await samba.add(group("inner", [dnOf("ann"), dnOf("off")]));
await samba.add(group("staff", [dnOf("inner")]));
await samba.add(group("everyone", [dnOf("Domain Users")]));

it("In Active Directory, a group has those in other groups, and those whose primary group it is", async () => {
  const through = (cn: string) => new RegExp(`through ${dnOf(cn)}$`, "i");
  expect(await ask("staff", "ann")).toEqual({
    answer: "yes",
    evidence: expect.stringMatching(through("inner")),
  });
  expect(await ask("staff", "bob")).toMatchObject({ answer: "no" });
  expect(await ask("Domain Users", "bob")).toMatchObject({ answer: "yes" });
  const byPrimary = expect.stringMatching(through("Domain Users"));
  expect(await ask("everyone", "bob")).toEqual({ answer: "yes", evidence: byPrimary });
  expect(await ask("Domain Admins", "bob")).toMatchObject({ answer: "no" });
});

it("In Active Directory, a disabled account is in no group and has no attribute", async () => {
  const evidence = expect.stringContaining("disabled (userAccountControl)");
  expect(await ask("staff", "off")).toEqual({ answer: "no", evidence });
  const attribute = ldapAttribute(deps);
  const wanted = { name: "department", value: "physics" };
  const has = (cn: string) =>
    attribute.ask(wanted, aSubject({ ldapDn: dnOf(cn) }), new AbortController().signal);
  expect(await has("off")).toEqual({ answer: "no", evidence });
  expect(await has("ann")).toMatchObject({ answer: "yes" });
});
