import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { ldapGroup } from "../../../src/rules/sources/ldap-group.ts";
import type { PeopleInLdap } from "../../../src/rules/sources/people-in-ldap.ts";
import { holdsRuleSourceContract } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";
import {
  dnOf,
  groupDn,
  groupOfNamesLdif,
  LDAP_TROUBLES,
  personLdif,
  posixGroupLdif,
  startLdapSite,
} from "./ldap-site.ts";

const chain = Array.from({ length: 14 }, (_, n) =>
  groupOfNamesLdif(groupDn(`deep${n}`), [n === 0 ? dnOf("deep") : groupDn(`deep${n - 1}`)]),
).join("\n");

const entries = [
  personLdif("ann"),
  personLdif("bob"),
  personLdif("deep"),
  personLdif("cleo", "", { gidNumber: 4500 }),
  personLdif("dora, of physics", "", { dn: `cn=dora\\, of physics,${LDAP.peopleDn}` }),
  personLdif("locked", "shadowExpire: 1"),
  personLdif("strange", "shadowExpire: 0"),
  `dn: ou=alumni,${LDAP.suffix}\nobjectClass: organizationalUnit\nou: alumni\n`,
  personLdif("twin"),
  personLdif("twin", "", { dn: `uid=twin,ou=alumni,${LDAP.suffix}` }),
  // Ann's name in another branch, without a group of its own.
  `dn: cn=ann,ou=alumni,${LDAP.suffix}\nobjectClass: inetOrgPerson\ncn: ann\nsn: Other\n`,
  groupOfNamesLdif(groupDn("staff"), [
    dnOf("ann"),
    groupDn("inner"),
    dnOf("locked"),
    dnOf("strange"),
    `CN=Dora\\2C of physics , ${LDAP.peopleDn.toUpperCase()}`,
  ]),
  groupOfNamesLdif(groupDn("inner"), [groupDn("circle"), dnOf("cleo")]),
  groupOfNamesLdif(groupDn("circle"), [groupDn("inner"), groupDn("circle")]),
  posixGroupLdif("physics", 4500, ["ann", "twin"]),
  posixGroupLdif("empty", 4501, []),
  `dn: ${groupDn("unique")}\nobjectClass: groupOfUniqueNames\nuniqueMember: ${dnOf("ann")}\n`,
  groupOfNamesLdif(`cn=physics,ou=services,${LDAP.suffix}`, [dnOf("bob")]),
  groupOfNamesLdif(`cn=far,ou=services,${LDAP.suffix}`, [dnOf("bob")]),
  `dn: ou=more,${LDAP.groupsDn}\nobjectClass: organizationalUnit\nou: more\n`,
  groupOfNamesLdif(groupDn("double"), [dnOf("bob")]),
  groupOfNamesLdif(`cn=double,ou=more,${LDAP.groupsDn}`, [dnOf("ann")]),
  groupOfNamesLdif(groupDn("hidden"), [dnOf("ann")]),
  chain,
].join("\n");

const site = await startLdapSite(join(inject("folder"), "rules-ldap-group"), entries, {
  access: `access to dn.exact="${groupDn("hidden")}" attrs=member by * none`,
});
afterAll(() => site.stop());

const now = () => new Date("2026-11-26T12:00:00Z");
const open = (ldap: PeopleInLdap) => ldapGroup({ ldap, now });
const ask = (wanted: string, ldapDn: string, ldap = site.ldap) =>
  open(ldap).ask(wanted, aSubject({ ldapDn }), new AbortController().signal);
const yes = (evidence: string) => ({ answer: "yes", evidence: expect.stringContaining(evidence) });
const no = (evidence: string) => ({ answer: "no", evidence: expect.stringContaining(evidence) });
const unknown = (why: string) => ({ answer: "unknown", why: expect.stringContaining(why) });

holdsRuleSourceContract({ troubles: LDAP_TROUBLES, mistyped: "staf" }, () => ({
  source: open(site.ldap),
  wanted: "staff",
  ann: { ldapDn: dnOf("ann") },
  bob: { ldapDn: dnOf("bob") },
  namesake: { ldapDn: `cn=ann,ou=alumni,${LDAP.suffix}` },
  broken: (trouble) => open(site.broken(trouble)),
  snapshot: site.snapshot,
}));

describe("A group in LDAP", () => {
  it("is found by its name or its DN, in whatever spelling, and its members in each kind of list", async () => {
    for (const wanted of ["staff", "STAFF", groupDn("staff"), "CN=Staff , OU=Groups,DC=example,dc=ORG"])
      expect(await ask(wanted, dnOf("ann")), wanted).toEqual(yes("is a member of cn=staff"));
    expect(await ask("physics", dnOf("ann"))).toEqual(yes(groupDn("physics")));
    expect(await ask("unique", dnOf("ann"))).toEqual(yes(groupDn("unique")));
    expect(await ask("staff", `uid=ANN, ou=People,${LDAP.suffix}`)).toEqual(yes("cn=staff"));
    expect(await ask("staff", `cn=dora\\, of physics,${LDAP.peopleDn}`)).toEqual(yes("cn=staff"));
    expect(await ask("empty", dnOf("ann"))).toEqual(no("is not a member"));
  });

  it("is asked about the entry of the person's account in the registry, unless a login provider names another entry", async () => {
    const ask = (but: Parameters<typeof aSubject>[0]) =>
      open(site.ldap).ask("staff", aSubject(but), new AbortController().signal);
    const account = { username: "ann", uidNumber: 4711, email: "ann@example.org", externalIds: {} };
    expect(await ask({ account })).toEqual(yes("is a member of cn=staff"));
    expect(await ask({ account, ldapDn: dnOf("bob") })).toEqual(no("is not a member"));
    expect(await ask({ account: { ...account, username: "zoe" } })).toEqual(unknown("no LDAP entry"));
  });

  it("has the members of the groups in it, and those who have it as their primary group", async () => {
    expect(await ask("staff", dnOf("cleo"))).toEqual(yes(`through ${groupDn("inner")}`));
    expect(await ask("physics", dnOf("cleo"))).toEqual(yes(groupDn("physics")));
    expect(await ask("circle", dnOf("bob"))).toEqual(no("is not a member"));
  });

  it("that is nested too deeply is not asked to its end", async () => {
    expect(await ask("deep9", dnOf("deep"))).toEqual(yes("deep9"));
    expect(await ask("staff", dnOf("deep"))).toEqual(unknown("more than 10 levels"));
  });

  it("says nothing by a username that two entries have", async () => {
    for (const dn of [dnOf("twin"), `uid=twin,ou=alumni,${LDAP.suffix}`])
      expect(await ask("physics", dn)).toEqual(unknown("have the same uid"));
    expect(await ask("staff", dnOf("twin"))).toEqual(no("is not a member"));
  });

  it("counts only for an entry that may be used", async () => {
    expect(await ask("staff", dnOf("locked"))).toEqual(no("expired (shadowExpire)"));
    expect(await ask("staff", dnOf("strange"))).toEqual(unknown("shadowExpire"));
  });

  it("that has its name below the group branch counts before others, and one of two has to be named by DN", async () => {
    expect(await ask("physics", dnOf("bob"))).toEqual(no(groupDn("physics")));
    expect(await ask("far", dnOf("bob"))).toEqual(yes("cn=far,ou=services"));
    expect(await ask("double", dnOf("bob"))).toEqual(unknown("2 LDAP groups are called double"));
    expect(await ask(groupDn("double"), dnOf("bob"))).toEqual(yes(groupDn("double")));
  });

  it("is never found by a filter in its name, and a person is no group", async () => {
    for (const wanted of ["*", "st*", "staff)(cn=*", "\\2a", groupDn("*")])
      expect((await ask(wanted, dnOf("ann"))).answer, wanted).toBe("unknown");
    expect(await ask(dnOf("bob"), dnOf("ann"))).toEqual(unknown("is not a group"));
    expect(await ask(groupDn("nothing"), dnOf("ann"))).toEqual(unknown("no group"));
  });

  it("says nothing about an entry that is gone or was moved, nor about one that is no DN", async () => {
    for (const dn of [dnOf("gone"), "ann", "", "uid=ann"])
      expect(await ask("staff", dn), dn).toEqual(unknown(`no entry ${dn}`));
  });
});

it("A group that hides its members says nothing", async () => {
  for (const dn of [dnOf("ann"), dnOf("bob")])
    expect(await ask("hidden", dn)).toEqual(unknown(`the members of ${groupDn("hidden")}`));
});

it("A directory that doesn't show acct the groups, or doesn't have one, is found by a check", async () => {
  await open(site.ldap).check?.(["staff", groupDn("physics")]);
  await expect(open(site.ldap).check?.(["staff", "staf"])).rejects.toThrow("staf");
  await expect(open(site.with({ groupsDn: `ou=gruops,${LDAP.suffix}` })).check?.([])).rejects.toThrow(
    "doesn't show acct ou=gruops",
  );
});

it("A server that shows less than it has says nothing", async () => {
  // This entry may get one result at most (slapd.conf(5), limits).
  const dn = `cn=limited,ou=services,${LDAP.suffix}`;
  await site.slapd.add(
    `dn: ${dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\nuserPassword: limited-password\n`,
    "root",
  );
  expect(await ask("circle", dnOf("ann"), site.with({ bindDn: dn, password: "limited-password" }))).toEqual(
    unknown("size limit"),
  );
});

it("A tree of which a part is on another server says yes, but not no", async () => {
  const dn = `ou=elsewhere,${LDAP.suffix}`;
  await site.slapd.add(
    `dn: ${dn}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.0.2/${dn}\n`,
    "root",
  );
  expect(await ask("staff", dnOf("ann"))).toEqual(yes("cn=staff"));
  expect(await ask("staff", dnOf("bob"))).toEqual(unknown("another server: ldap://127.0.0.2"));
});
