import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { startGerrit } from "../../../dev/local-stack/gerrit/start-gerrit.ts";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { openGerrit } from "../../../src/gerrit/gerrit.ts";
import type { GerritConfig } from "../../../src/gerrit/gerrit-client.ts";
import { gerritGroup } from "../../../src/rules/sources/gerrit-group.ts";
import { holdsRuleSourceContract } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";
import { HTTP_TROUBLES, startBrokenServers } from "./broken-server.ts";
import { dnOf, personLdif, startLdapSite } from "./ldap-site.ts";

const site = await startLdapSite(
  join(inject("folder"), "rules-gerrit"),
  [
    personLdif("ann"),
    personLdif("bob"),
    personLdif("cleo"),
    personLdif("gone"),
    personLdif("Big"),
    personLdif("Case"),
    personLdif("stranger"),
    `dn: ou=alumni,${LDAP.suffix}\nobjectClass: organizationalUnit\nou: alumni\n`,
    personLdif("twin"),
    personLdif("twin", "", { dn: `uid=twin,ou=alumni,${LDAP.suffix}` }),
  ].join("\n"),
);
const gerrit = await startGerrit();
const broken = await startBrokenServers();
afterAll(async () => {
  await Promise.all([site.stop(), broken.stop()]);
  await gerrit.stop();
});

const usernames = ["ann", "bob", "cleo", "gone", "big", "case", "Case", "twin", "annette"];
for (const [n, username] of usernames.entries()) {
  gerrit.accounts.push({ id: 1_000_001 + n, username, isInactive: username === "gone" });
}
// An address of hers says nothing, and neither does one that only begins like it.
gerrit.accounts.push({ id: 1_000_020, email: "stranger@example.org" });
const idOf = (username: string) => 1_000_001 + usernames.indexOf(username);
const group = (number: number, name: string, members: readonly string[], but = {}) =>
  gerrit.groups.push({
    uuid: `834ec36dd5e0ed21a2ff5d7e2255da082d63bbd${number}`,
    name,
    number,
    isVisibleToAll: true,
    members: members.map(idOf),
    ...but,
  });
group(1, "Trusted-Contributors", ["ann", "gone", "big", "case", "Case", "twin", "annette"], {
  includes: ["834ec36dd5e0ed21a2ff5d7e2255da082d63bbd2"],
});
group(2, "Inner Circle/2", ["cleo"]);
group(3, "Secret", ["ann"], { isVisible: false });
group(4, "Discreet", ["ann"], { isVisibleToAll: false });

afterEach(() => {
  gerrit.authType = "LDAP";
  gerrit.editableFields = ["FULL_NAME", "REGISTER_NEW_EMAIL"];
  gerrit.fault = undefined;
});

const config: GerritConfig = { url: gerrit.url, user: gerrit.user, password: gerrit.password };
const open = (but: Partial<GerritConfig> = {}) =>
  gerritGroup({ gerrit: openGerrit({ ...config, ...but }), ldap: site.ldap });
const ask = (uid: string, wanted = "Trusted-Contributors", source = open()) =>
  source.ask(wanted, aSubject({ ldapDn: dnOf(uid) }), new AbortController().signal);
const yes = (evidence: string) => ({ answer: "yes", evidence: expect.stringContaining(evidence) });
const no = (evidence: string) => ({ answer: "no", evidence: expect.stringContaining(evidence) });
const unknown = (why: string) => ({ answer: "unknown", why: expect.stringContaining(why) });

holdsRuleSourceContract({ troubles: HTTP_TROUBLES, mistyped: "trusted contributors" }, () => ({
  source: open(),
  wanted: "Trusted-Contributors",
  ann: { ldapDn: dnOf("ann") },
  bob: { ldapDn: dnOf("bob") },
  namesake: { ldapDn: dnOf("stranger") },
  broken: (trouble) =>
    open(trouble === "a rejected login" ? { password: "wrong" } : { url: broken.urlOf(trouble) ?? "" }),
  snapshot: async () => JSON.stringify([gerrit.accounts, gerrit.groups, await site.snapshot()]),
}));

describe("A group in Gerrit", () => {
  it("is found by its whole name or its UUID, never by its number", async () => {
    expect(await ask("ann")).toEqual(
      yes(`the Gerrit account ann (${idOf("ann")}) is a member of Trusted-Contributors`),
    );
    expect(await ask("ann", "834ec36dd5e0ed21a2ff5d7e2255da082d63bbd1")).toMatchObject({ answer: "yes" });
    expect(await ask("cleo", "Inner Circle/2")).toMatchObject({ answer: "yes" });
    for (const wanted of ["1", "Trusted", "trusted-contributors"])
      expect(await ask("ann", wanted)).toEqual(unknown(`no group ${wanted}`));
  });

  it("has the members of the groups in it", async () => {
    expect(await ask("cleo")).toMatchObject({ answer: "yes" });
  });

  it("doesn't count for inactive accounts, which its list of members still has", async () => {
    expect(await ask("gone")).toEqual(no("is inactive"));
  });

  it("is only asked for exactly this username, in lower case if Gerrit keeps it so", async () => {
    expect(await ask("stranger")).toEqual(no("no account with the LDAP username stranger"));
    expect(await ask("Big")).toEqual(yes("the Gerrit account big"));
    expect(await ask("Case")).toEqual(unknown("several accounts"));
    expect(await ask("twin")).toEqual(unknown("have the same name"));
  });

  it("is unknown if Gerrit doesn't show acct the group or who is in it", async () => {
    expect(await ask("ann", "Secret")).toEqual(unknown("no group Secret"));
    for (const uid of ["ann", "bob"])
      expect(await ask(uid, "Discreet")).toEqual(unknown("make acct an owner of it"));
  });

  it("proves nothing if people choose their usernames there, or sign in elsewhere", async () => {
    gerrit.editableFields = ["USER_NAME"];
    expect(await ask("ann")).toEqual(unknown("a username there proves nothing"));
    gerrit.editableFields = [];
    gerrit.authType = "OAUTH";
    expect(await ask("ann")).toEqual(unknown("a username there proves nothing"));
    gerrit.authType = "HTTP_LDAP";
    expect(await ask("ann")).toMatchObject({ answer: "yes" });
  });

  it("is unknown where LDAP is away", async () => {
    const source = gerritGroup({ gerrit: openGerrit(config), ldap: site.broken("away") });
    expect(await ask("ann", "Trusted-Contributors", source)).toEqual(unknown("LDAP"));
  });

  it("accepts acct's login", async () => {
    await open().check?.([]);
    const answer = await ask("ann", "Trusted-Contributors", open({ password: "wrong-password" }));
    expect(answer).toEqual(unknown("GERRIT_PASSWORD"));
    expect(JSON.stringify(answer)).not.toContain("wrong-password");
  });
});

it("Whatever Gerrit answers instead of what it should, it never makes a yes", async () => {
  const source = open();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("groups", "config", "accounts/", "members"),
      fc.jsonValue(),
      fc.boolean(),
      async (part, value, isMarked) => {
        const body = `${isMarked ? ")]}'\n" : ""}${JSON.stringify(value)}`;
        const headers = { "content-type": "application/json" };
        gerrit.fault = ({ path }) => (path.includes(part) ? { status: 200, headers, body } : undefined);
        expect((await ask("bob", "Discreet", source)).answer).not.toBe("yes");
      },
    ),
  );
});

it("A page that says 404 in place of Gerrit doesn't mean that there is no such group", async () => {
  gerrit.fault = () => ({
    status: 404,
    headers: { "content-type": "text/html" },
    body: "<html>nginx</html>",
  });
  expect(await ask("ann")).toEqual(unknown("returned 404"));
});
