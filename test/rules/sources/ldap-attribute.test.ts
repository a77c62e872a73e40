import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { CONDITIONS } from "../../../src/rules/conditions.ts";
import { ldapAttribute } from "../../../src/rules/sources/ldap-attribute.ts";
import type { PeopleInLdap } from "../../../src/rules/sources/people-in-ldap.ts";
import { holdsRuleSourceContract } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";
import { dnOf, LDAP_TROUBLES, personLdif, startLdapSite } from "./ldap-site.ts";

const entries = [
  personLdif("ann", "employeeType: Staff\nemployeeType: alum\ntitle: Head of R&D (physics)\n"),
  personLdif("bob", "employeeType: student\n"),
  personLdif("cleo"),
  personLdif("locked", "employeeType: staff\nshadowExpire: 1\n"),
  `dn: ou=alumni,${LDAP.suffix}\nobjectClass: organizationalUnit\nou: alumni\n`,
  personLdif("ann", "employeeType: alum\n", { dn: `uid=ann,ou=alumni,${LDAP.suffix}` }),
].join("\n");

const site = await startLdapSite(join(inject("folder"), "rules-ldap-attribute"), entries);
afterAll(() => site.stop());

const now = () => new Date("2026-11-26T12:00:00Z");
const open = (ldap: PeopleInLdap) => ldapAttribute({ ldap, now });
const ask = (name: string, value: string, uid: string) =>
  open(site.ldap).ask({ name, value }, aSubject({ ldapDn: dnOf(uid) }), new AbortController().signal);

holdsRuleSourceContract(
  { troubles: LDAP_TROUBLES, mistyped: { name: "employeTyp", value: "staff" } },
  () => ({
    source: open(site.ldap),
    wanted: { name: "employeeType", value: "staff" },
    ann: { ldapDn: dnOf("ann") },
    bob: { ldapDn: dnOf("bob") },
    namesake: { ldapDn: `uid=ann,ou=alumni,${LDAP.suffix}` },
    broken: (trouble) => open(site.broken(trouble)),
    snapshot: site.snapshot,
  }),
);

describe("An attribute in LDAP", () => {
  it("is compared with all its values, in upper and lower case", async () => {
    for (const value of ["staff", "STAFF", "Alum"])
      expect(await ask("EMPLOYEETYPE", value, "ann"), value).toMatchObject({ answer: "yes" });
    expect(await ask("title", "head of R&D (physics)", "ann")).toMatchObject({ answer: "yes" });
  });

  it("is never compared with a pattern or a part", async () => {
    for (const value of ["*", "st*", "sta", "staff)(uid=*", "\\2a"])
      expect(await ask("employeeType", value, "ann"), value).toMatchObject({ answer: "no" });
  });

  it("that the person doesn't have is no if others have it, and unknown if nobody does", async () => {
    expect(await ask("employeeType", "staff", "cleo")).toMatchObject({ answer: "no" });
    const why = "LDAP shows acct no entry that has roomNumber";
    expect(await ask("roomNumber", "1", "cleo")).toEqual({ answer: "unknown", why });
  });

  it("counts only in an entry that may be used", async () => {
    const evidence = expect.stringContaining("expired (shadowExpire)");
    expect(await ask("employeeType", "staff", "locked")).toEqual({ answer: "no", evidence });
  });

  it("must have a plain name, and must not be a password", () => {
    const wanted = CONDITIONS.ldapAttribute;
    for (const name of ["uid=*", "a)(b", "cn;lang-de", "userPassword", "USERPASSWORD", ""])
      expect(wanted.safeParse({ name, value: "x" }).success, name).toBe(false);
    expect(wanted.parse({ name: "eduPersonAffiliation", value: " staff " })).toEqual({
      name: "eduPersonAffiliation",
      value: "staff",
    });
  });
});
