import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { startSlapd } from "../../dev/local-stack/slapd.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import { aFailure } from "../a-failure.ts";

/* Who owns a group in LDAP. What the answer means for a request is in test/pipeline/checks/deciders.test.ts. */

const { peopleDn, groupsDn, suffix } = LDAP;
const teamsDn = `ou=teams,${groupsDn}`;

let next = 20_000;
const person = (uid: string, lines = "", dn = `uid=${uid},${peopleDn}`) => `dn: ${dn}
objectClass: inetOrgPerson
objectClass: posixAccount
objectClass: shadowAccount
uid: ${uid}
cn: ${uid}
sn: ${uid}
mail: ${uid}@example.org
uidNumber: ${next++}
gidNumber: 900
homeDirectory: /home/${uid}
${lines}`;
const unit = (dn: string) =>
  `dn: ${dn}\nobjectClass: organizationalUnit\nou: ${/^ou=([^,]+)/.exec(dn)?.[1]}\n`;
const group = (cn: string, lines = "", dn = `cn=${cn},${groupsDn}`) => `dn: ${dn}
objectClass: posixGroup
objectClass: extensibleObject
cn: ${cn}
gidNumber: ${next++}
${lines}`;
const team = (cn: string, lines: string, dn = `cn=${cn},${teamsDn}`) => `dn: ${dn}
objectClass: groupOfNames
cn: ${cn}
member: cn=nobody,${dn}
${lines}`;
const ownedBy = (...dns: string[]) => dns.map((dn) => `owner: ${dn}\n`).join("");
const uid = (name: string) => `uid=${name},${peopleDn}`;

const certificates = await makeCertificates(join(inject("folder"), "group-owners", "certificates"));
const slapd = await startSlapd({
  folder: join(inject("folder"), "group-owners", "slapd"),
  certificates,
  entries: [
    unit(teamsDn),
    unit(`ou=lists,${suffix}`),
    unit(`ou=alumni,${peopleDn}`),
    person("ann"),
    person("bea"),
    person("late", "shadowExpire: 1\n"),
    person("shut", "loginShell: /usr/sbin/nologin\n"),
    group("plain"),
    group("owned", ownedBy(`UID=Ann , ${peopleDn}`)),
    group("managed", `manager: ${uid("bea")}\n`),
    group("both", `${ownedBy(uid("ann"), uid("ann").toUpperCase())}manager: ${uid("bea")}\n`),
    group("split"),
    team("split", ownedBy(uid("bea"))),
    group("dead", ownedBy(uid("nobody"))),
    group("partly", ownedBy(uid("nobody"), uid("ann"))),
    group("expired", ownedBy(uid("late"))),
    group("locked", ownedBy(uid("shut"))),
    group("nested", ownedBy(`cn=owned,${groupsDn}`)),
    group("byrobot", ownedBy(LDAP.botDn)),
    group("kept"),
    team("kept", ownedBy(`cn=nobody,cn=kept,${teamsDn}`)),
    // A list of email addresses with the name of a project.
    group("listed"),
    team("listed", ownedBy(uid("bea")), `cn=listed,ou=lists,${suffix}`),
    team("onlylist", ownedBy(uid("bea")), `cn=onlylist,ou=lists,${suffix}`),
    group("far", ownedBy(uid("ann")), `cn=far,ou=lists,${suffix}`),
    group("twice", ownedBy(uid("ann")), `cn=twice,ou=lists,${suffix}`),
    group("twice", ownedBy(uid("bea")), `cn=twice,ou=alumni,${peopleDn}`),
  ].join("\n"),
});
afterAll(() => slapd.stop());
const directory = ldap(ldapConfig(slapd.url, { teamsDn, ca: certificates.ca }));
const ownersOf = async (name: string, externalId?: string) => {
  const found = await directory.findGroupOwners?.({ name, externalId });
  return {
    owners: (found?.owners ?? []).map(({ email }) => email?.split("@")[0]),
    gaps: found?.gaps.length,
  };
};

it.each<[string, string, string[], number]>([
  ["a group without owners has none", "plain", [], 0],
  ["an owner is found, however their DN is written", "owned", ["ann"], 0],
  ["a manager counts as an owner", "managed", ["bea"], 0],
  ["everyone is listed once", "both", ["ann", "bea"], 0],
  ["the owner may be in the groupOfNames of the project", "split", ["bea"], 0],
  ["an owner whose entry is gone leaves it unknown", "dead", [], 1],
  ["an owner whose entry is gone doesn't hide the other one", "partly", ["ann"], 1],
  ["an owner whose account has expired leaves it unknown", "expired", [], 1],
  ["an owner whose account is disabled leaves it unknown", "locked", [], 1],
  ["a group as the owner leaves it unknown", "nested", [], 1],
  ["an owner that is no person leaves it unknown", "byrobot", [], 1],
  ["the placeholder of an empty groupOfNames is no one", "kept", [], 0],
  ["the owner of a mailing list with the same name isn't the owner", "listed", [], 0],
  ["nor is it if there is no such project", "onlylist", [], 0],
  ["a group elsewhere counts if it is the only one", "far", ["ann"], 0],
  ["two groups elsewhere leave it unknown", "twice", [], 1],
  ["a name with the characters of a filter is only a name", "own*", [], 0],
])("%s", async (_, name, owners, gaps) => {
  expect(await ownersOf(name)).toEqual({ owners, gaps });
});

it("A group that acct knows is found by its ID after it was renamed, and its successor in the name isn't it", async () => {
  const id = /entryUUID: (\S+)/.exec(await slapd.search("(cn=managed)", "entryUUID"))?.[1];
  await slapd.modify(`dn: cn=managed,${groupsDn}
changetype: modrdn
newrdn: cn=renamed
deleteoldrdn: 1
`);
  await slapd.add(group("managed", ownedBy(uid("ann"))));
  expect(await ownersOf("managed", id)).toEqual({ owners: ["bea"], gaps: 0 });
  expect(await ownersOf("managed", "00000000-0000-0000-0000-000000000000")).toEqual({ owners: [], gaps: 1 });
});

it("An owner who was moved is the same person: their ID stays", async () => {
  const before = await directory.findGroupOwners?.({ name: "owned" });
  await slapd.modify(`dn: ${uid("ann")}
changetype: modrdn
newrdn: uid=anna
deleteoldrdn: 0
newsuperior: ou=alumni,${peopleDn}
`);
  await slapd.modify(`dn: cn=owned,${groupsDn}
changetype: modify
replace: owner
owner: uid=anna,ou=alumni,${peopleDn}
`);
  expect((await directory.findGroupOwners?.({ name: "owned" }))?.owners[0]?.id).toBe(before?.owners[0]?.id);
});

it("A server that is away is a failure, never a group without owners", async () => {
  const away = ldap(ldapConfig(`ldap://127.0.0.1:${await freePort()}`));
  expect(await away.findGroupOwners?.({ name: "owned" }).catch((error: unknown) => error)).toMatchObject(
    aFailure(/127\.0\.0\.1/),
  );
});
