import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../../dev/local-stack/certificates.ts";
import { freePort } from "../../../dev/local-stack/child.ts";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { startSilentServer } from "../../../dev/local-stack/silent-server.ts";
import { startSlapd } from "../../../dev/local-stack/slapd.ts";
import { noGuards } from "../../../src/credentials/login-guard.ts";
import type { Directory } from "../../../src/directory/directory.ts";
import { type LdapDirectoryConfig, ldapDirectory } from "../../../src/directory/ldap/ldap-directory.ts";
import { affiliation } from "../../../src/rules/sources/affiliation.ts";
import { holdsRuleSourceContract, type Trouble } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";
import { startGarbageServer } from "./garbage-server.ts";
import { personLdif } from "./ldap-site.ts";

const entries = [
  personLdif(
    "ann",
    "mail: ann@campus.example\nmail: a.ash@campus.example\nemployeeType: Staff@campus.example\n",
  ),
  personLdif("bob", "mail: bob@campus.example\nemployeeType: student\n"),
  personLdif("gone", "mail: gone@campus.example\nemployeeType: staff\nshadowExpire: 1\n"),
  personLdif("strange", "mail: strange@campus.example\nemployeeType: staff\nshadowExpire: 0\n"),
  personLdif("plain", "mail: plain@campus.example\n"),
  personLdif("namesake", "mail: ann@elsewhere.example\ncn: ann\nemployeeType: student\n"),
].join("\n");

const folder = join(inject("folder"), "rules-affiliation");
const certificates = await makeCertificates(join(folder, "certificates"));
const slapd = await startSlapd({ folder: join(folder, "slapd"), certificates, entries });
const silent = await startSilentServer();
const garbage = await startGarbageServer();
const closed = await freePort();
afterAll(() => Promise.all([slapd.stop(), silent.stop(), garbage.stop()]));

const now = () => new Date("2026-11-26T12:00:00Z");
const read = (but: Partial<LdapDirectoryConfig> = {}) =>
  ldapDirectory(
    {
      name: "the campus directory",
      flavor: "openldap",
      url: slapd.url,
      startTls: false,
      ca: certificates.ca,
      bindDn: LDAP.readerDn,
      password: LDAP.readerPassword,
      maxConnections: 2,
      base: LDAP.peopleDn,
      filter: "(objectClass=inetOrgPerson)",
      attributes: { id: "entryUUID", emails: ["mail"], affiliation: "employeeType" },
      activeAffiliations: [],
      ...but,
    },
    noGuards,
    now,
  );
const open = (directory: Directory = read()) => affiliation({ directory });

const TROUBLES = ["away", "silent", "garbage", "a rejected login"] as const;
const CHANGES: Partial<Record<Trouble, Partial<LdapDirectoryConfig>>> = {
  away: { url: `ldap://127.0.0.1:${closed}` },
  silent: { url: `ldap://127.0.0.1:${silent.port}` },
  garbage: { url: `ldap://127.0.0.1:${garbage.port}` },
  "a rejected login": { password: "wrong" },
};

/** The IDs by username. */
const ids = new Map<string, string>();
beforeAll(async () => {
  for (const uid of ["ann", "bob", "gone"]) {
    const found = await read().findByEmail(`${uid}@campus.example`);
    ids.set(uid, found.answer === "found" ? found.person.campusId : "");
  }
});

// A directory can't tell a mistyped affiliation from one that nobody has.
holdsRuleSourceContract({ troubles: TROUBLES, mistyped: undefined }, () => ({
  source: open(),
  wanted: "staff",
  ann: { campusId: ids.get("ann") },
  bob: { emails: ["bob@campus.example"] },
  namesake: { emails: ["ann@elsewhere.example"] },
  broken: (trouble) => open(read(CHANGES[trouble])),
  snapshot: () => slapd.search("*", "+"),
}));

const ask = (facts: Parameters<typeof aSubject>[0], wanted = "staff", source = open()) =>
  source.ask(wanted, aSubject(facts), new AbortController().signal);
const no = (evidence: string) => ({ answer: "no", evidence: expect.stringContaining(evidence) });
const unknown = (why: string) => ({ answer: "unknown", why: expect.stringContaining(why) });

describe("An affiliation", () => {
  it("is found by the campus ID or by any proven address, with or without its scope, in any case of letters", async () => {
    for (const facts of [{ campusId: ids.get("ann") }, { emails: ["a.ash@campus.example"] }]) {
      for (const wanted of ["staff", "STAFF", "staff@campus.example"])
        expect(await ask(facts, wanted), wanted).toMatchObject({ answer: "yes" });
    }
    const emails = ["ann@gmail.example", "ann@campus.example"];
    expect(await ask({ emails })).toMatchObject({ answer: "yes" });
  });

  it("counts only for active people", async () => {
    expect(await ask({ campusId: ids.get("gone") })).toEqual(
      no("not active in the campus directory: expired"),
    );
    expect(await ask({ emails: ["strange@campus.example"] })).toEqual(unknown("shadowExpire"));
  });

  it("goes by the campus ID alone if that is known", async () => {
    const campusId = "00000000-0000-0000-0000-000000000000";
    expect(await ask({ campusId, emails: ["ann@campus.example"] })).toEqual(no("no longer has anyone"));
  });

  it("is unknown for someone whose addresses the directory doesn't have, because they may have others there", async () => {
    expect(await ask({ emails: ["ann@gmail.example"] })).toEqual(
      unknown("no one with the address ann@gmail.example"),
    );
  });

  it("is unknown if the proven addresses are those of several people, or if the directory shows none", async () => {
    const emails = ["ann@campus.example", "bob@campus.example"];
    expect(await ask({ emails })).toEqual(unknown("several people"));
    expect(await ask({ emails: ["plain@campus.example"] })).toEqual(unknown("no affiliation"));
  });
});
