import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { startPhabricator } from "../../../dev/local-stack/phabricator/start-phabricator.ts";
import type { PhabricatorConfig } from "../../../src/phabricator/conduit.ts";
import { openPhabricator } from "../../../src/phabricator/phabricator.ts";
import { CONDITIONS } from "../../../src/rules/conditions.ts";
import { phabricatorProject } from "../../../src/rules/sources/phabricator-project.ts";
import { holdsRuleSourceContract } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";
import { HTTP_TROUBLES, startBrokenServers } from "./broken-server.ts";
import { dnOf, personLdif, startLdapSite } from "./ldap-site.ts";

const site = await startLdapSite(
  join(inject("folder"), "rules-phabricator"),
  [
    personLdif("ann", "description: Ann Ash\n"),
    personLdif("bob"),
    personLdif("locked"),
    personLdif("waiting"),
    personLdif("stranger"),
    `dn: ou=alumni,${LDAP.suffix}\nobjectClass: organizationalUnit\nou: alumni\n`,
    personLdif("twin"),
    personLdif("twin", "", { dn: `uid=twin,ou=alumni,${LDAP.suffix}` }),
  ].join("\n"),
);
const phabricator = await startPhabricator();
const broken = await startBrokenServers();
afterAll(async () => {
  await Promise.all([site.stop(), broken.stop()]);
  await phabricator.stop();
});

const user = (userName: string, ldapName: string | undefined, but = {}) => {
  const phid = `PHID-USER-${userName}`;
  phabricator.users.push({ phid, userName, ldapName, ...but });
  return phid;
};
const members = [
  user("ann-at-home", "ann"),
  user("locked", "locked", { isDisabled: true }),
  user("waiting", "waiting", { isApproved: false }),
  // Whoever is called like someone in LDAP need not be them.
  user("stranger", undefined),
  user("twin", "twin"),
  user("head", "Ann Ash"),
];
user("bob", "bob");
phabricator.projects.push(
  {
    id: 1,
    phid: "PHID-PROJ-1",
    name: "Trusted Contributors",
    slugs: ["trusted-contributors", "trusted"],
    members,
  },
  { id: 2, phid: "PHID-PROJ-2", name: "Other", slugs: ["other"], members: [] },
  { id: 3, phid: "PHID-PROJ-3", name: "Secret", slugs: ["secret"], members, isVisible: false },
);

afterEach(() => {
  phabricator.ldapQuery = "named";
  phabricator.fault = undefined;
});

const config: PhabricatorConfig = { url: phabricator.url, token: phabricator.token, user: "acct" };
const open = (but: Partial<PhabricatorConfig> = {}) =>
  phabricatorProject({
    phabricator: openPhabricator({ ...config, ...but }),
    ldap: site.ldap,
    ldapAttribute: but.ldapAttribute,
  });
const ask = (uid: string, wanted = "trusted-contributors", source = open()) =>
  source.ask(wanted, aSubject({ ldapDn: dnOf(uid) }), new AbortController().signal);
const no = (evidence: string) => ({ answer: "no", evidence: expect.stringContaining(evidence) });
const unknown = (why: string) => ({ answer: "unknown", why: expect.stringContaining(why) });

holdsRuleSourceContract({ troubles: HTTP_TROUBLES, mistyped: "trusted-contributers" }, () => ({
  source: open(),
  wanted: "trusted-contributors",
  ann: { ldapDn: dnOf("ann") },
  bob: { ldapDn: dnOf("bob") },
  namesake: { ldapDn: dnOf("stranger") },
  broken: (trouble) =>
    open(
      trouble === "a rejected login"
        ? { token: phabricator.expiredToken }
        : { url: broken.urlOf(trouble) ?? "" },
    ),
  snapshot: async () => JSON.stringify([phabricator.users, phabricator.projects, await site.snapshot()]),
}));

describe("A project in Phabricator", () => {
  it("is found by each of its hashtags, and the user by the linked LDAP account", async () => {
    const evidence =
      "the Phabricator user ann-at-home, who is linked to the LDAP account ann, is a member of #trusted";
    expect(await ask("ann", "trusted")).toEqual({ answer: "yes", evidence });
    expect(await ask("ann", "other")).toEqual(no("is not a member of #other"));
    expect(await ask("stranger")).toEqual(no("no Phabricator user is linked to the LDAP account stranger"));
  });

  it("doesn't count for disabled users and those who aren't approved", async () => {
    expect(await ask("locked")).toEqual(no("is disabled"));
    expect(await ask("waiting")).toEqual(no("is not activated"));
  });

  it("that acct may not see is unknown", async () => {
    expect(await ask("ann", "secret")).toEqual(unknown("no project #secret"));
  });

  it("is unknown for a name that two entries in LDAP have", async () => {
    expect(await ask("twin")).toEqual(unknown("have the same name"));
  });

  it("is unknown where LDAP is away", async () => {
    const source = phabricatorProject({ phabricator: openPhabricator(config), ldap: site.broken("away") });
    expect(await ask("ann", "trusted", source)).toEqual(unknown("LDAP"));
  });

  it("may be asked for with another name than the username", async () => {
    const source = open({ ldapAttribute: "description" });
    expect(await ask("ann", "trusted", source)).toMatchObject({
      answer: "yes",
      evidence: expect.stringContaining("the Phabricator user head"),
    });
    expect(await ask("bob", "trusted", source)).toEqual(unknown("no description of uid=bob"));
  });

  it("is unknown for an LDAP account that two users are linked to", async () => {
    const phid = user("second-ann", "ann");
    expect(await ask("ann")).toEqual(unknown("ann-at-home and second-ann"));
    phabricator.users.splice(
      phabricator.users.findIndex((each) => each.phid === phid),
      1,
    );
  });

  it("is never taken from an extension that doesn't say whose LDAP account is whose", async () => {
    phabricator.ldapQuery = "unnamed";
    for (const uid of ["ann", "stranger"]) expect(await ask(uid)).toEqual(unknown("install a newer version"));
    phabricator.ldapQuery = "missing";
    expect(await ask("ann")).toEqual(unknown("has no user.ldapquery"));
  });

  it("has a hashtag that can't match everything", () => {
    const wanted = CONDITIONS.phabricatorProject;
    for (const slug of ["", "#a", "a b", "*", "_", "..", "a/b", "!"])
      expect(wanted.safeParse(slug).success, slug).toBe(false);
    for (const slug of ["trusted_contributors", "équipe-1", "v2.0"]) expect(wanted.parse(slug)).toBe(slug);
  });
});

describe("Phabricator's token", () => {
  const rejected = async (token: string) => {
    const answer = await ask("ann", "trusted", open({ token }));
    expect(answer).toEqual(unknown("rejected PHABRICATOR_TOKEN"));
    expect(JSON.stringify(answer)).not.toContain(token);
  };

  it("is never repeated, although Phabricator quotes a wrong one", async () => {
    await rejected("api-short");
    await rejected("api-".padEnd(32, "wrong"));
    await rejected(phabricator.expiredToken);
  });

  it("is that of the configured user", async () => {
    await open().check?.([]);
    await open({ user: undefined }).check?.([]);
    await expect(open({ user: "other" }).check?.([])).rejects.toThrow("PHABRICATOR_TOKEN belongs to acct");
  });
});

it("Phabricator isn't called while it has asked acct to wait", async () => {
  const source = open();
  phabricator.fault = () => ({ status: 429, headers: { "retry-after": "120" }, body: "TOO MANY REQUESTS\n" });
  expect(await ask("ann", "trusted", source)).toEqual(unknown("is busy (429) and asks acct to wait until"));
  phabricator.fault = undefined;
  const { length } = phabricator.calls;
  expect(await ask("ann", "trusted", source)).toEqual(unknown("asked acct to wait until"));
  expect(phabricator.calls).toHaveLength(length);
});

it("Whatever Phabricator answers instead of what it should, it never makes a yes", async () => {
  const source = open();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.boolean(), async (value, isResult) => {
      const body = JSON.stringify(isResult ? { result: value, error_code: null, error_info: null } : value);
      phabricator.fault = () => ({ status: 200, headers: { "content-type": "application/json" }, body });
      expect((await ask("ann", "trusted", source)).answer).toBe("unknown");
    }),
  );
});

it("An address at which there is no Phabricator is named with its setting", async () => {
  const answer = await ask("ann", "trusted", open({ url: `${phabricator.url}/wiki` }));
  expect(answer).toEqual(unknown("check phabricator.url"));
});
