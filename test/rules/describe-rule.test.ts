import { afterAll, expect, it } from "vitest";
import { rules as rulesSetting } from "../../src/config/settings/rules.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import { sourceCache } from "../../src/rules/ask-source.ts";
import { CONDITIONS } from "../../src/rules/conditions.ts";
import { describeRule } from "../../src/rules/describe-rule.ts";
import { openRuleBook } from "../../src/rules/open-rule-book.ts";
import { openSources } from "../../src/rules/sources/sources.ts";
import { inMemoryDirectory } from "../in-memory/in-memory-directory.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
const now = () => new Date();
const sources = openSources({
  ...{ db: database.db, folder: "/nowhere", guards: noGuards, now },
  directory: inMemoryDirectory(),
  gitlab: { findMember: async () => undefined, checkGroup: async () => undefined },
  ldap: {
    ...{ url: "ldaps://ldap.example.org", startTls: true, bindDn: "cn=acct", password: "secret" },
    ...{
      maxConnections: 4,
      peopleDn: "ou=people,dc=example,dc=org",
      groupsDn: "ou=groups,dc=example,dc=org",
    },
    ...{ homeDirectory: "/home/{username}", loginShell: "/bin/bash", sshKeys: false },
  },
  phabricator: { url: "https://phabricator.example.org", token: "api-" },
  gerrit: { url: "https://gerrit.example.org", user: "acct", password: "secret" },
});
const say = (rule: object): string[] => {
  const rules = rulesSetting.parse({ r: rule });
  const book = openRuleBook({ rules, sources, cache: sourceCache(), now });
  return rules.map((one) => describeRule(one, book.describe));
};

const EVERY_CONDITION = {
  kind: ["gitlab-account", "quota"],
  project: ["astro", "bio"],
  quotasUpTo: { cores: 100, instances: 5 },
  requestsPerHour: 30,
  accountAge: "90d",
  member: { project: "astro", role: "manager" },
  emailDomain: ["example.org", "example.edu"],
  ldapGroup: "staff",
  ldapAttribute: { name: "employeeType", value: "staff" },
  affiliation: "staff",
  gitlabGroup: { path: "labs/astro", atLeast: "developer" },
  phabricatorProject: "trusted-contributors",
  gerritGroup: "Trusted-Contributors",
  allowList: "trusted.txt",
};

it("Every condition is said in words", () => {
  expect(Object.keys(EVERY_CONDITION)).toEqual(Object.keys(CONDITIONS));
  const sentences = Object.entries(EVERY_CONDITION).flatMap(([name, wanted]) =>
    say({ for: ["account"], when: { [name]: wanted }, warn: "W", mode: "on" }),
  );
  const conditions = sentences.map(
    (text) => /^Rule r warns .*? if (.*)\. The card then says: "W"$/.exec(text)?.[1],
  );
  expect(conditions.join("\n")).toMatchInlineSnapshot(`
    "the request is for an account in GitLab or a quota change
    the request is about the project astro or bio
    the request asks for quotas of at most 100 cores and 5 instances, and no others
    no more than 30 requests of the same kind came in within an hour
    the person has had an account for at least 90 days
    the person is a manager or PI of the project astro
    the person has a proven address in example.org or example.edu
    the person is in the LDAP group staff
    the person's LDAP entry has the value staff for employeeType
    the campus directory lists the person as staff
    the person has at least the role developer in the GitLab group labs/astro
    the Phabricator account that is linked to the person's LDAP entry is in the project #trusted-contributors
    the Gerrit account of the person's LDAP entry is in the group Trusted-Contributors
    the file trusted.txt lists the person"
  `);
});

it("Every effect, mode, and cap is said in words", () => {
  const when = { ldapGroup: "staff" };
  const security = { name: "Security", from: { group: "security" } };
  const sentences = [
    { when, approve: "admin", mode: "on", cap: "20 per hour", for: ["gitlab-account"] },
    { when, approve: "pi", for: ["membership", "quota"], cap: "1 per hour" },
    { when, approve: "Security", mode: "on", for: ["account"] },
    { when, require: security, mode: "on" },
    { when, require: "admin", mode: "on", for: ["password"] },
    { when, quarantine: true, mode: "on", for: ["offboarding"] },
  ].flatMap(say);
  expect(sentences.join("\n")).toMatchInlineSnapshot(`
    "Rule r approves requests for an account in GitLab in place of an admin if the person is in the LDAP group staff. It does so at most 20 times an hour.
    Rule r approves requests for membership in a project or a quota change in place of the PI if the person is in the LDAP group staff. It does so at most once an hour. It is in shadow, so it only notes what it would have done.
    Rule r approves requests for an account by giving the approval "Security" if the person is in the LDAP group staff.
    Rule r adds the approval "Security" to what requests of every kind need if the person is in the LDAP group staff.
    Rule r adds the approval of an admin to what requests for a new password need if the person is in the LDAP group staff.
    Rule r puts requests for offboarding on hold as likely spam if the person is in the LDAP group staff."
  `);
});

it("Parentheses show what belongs together", () => {
  const when = {
    anyOf: [
      { ldapGroup: "staff" },
      { allOf: [{ ldapGroup: "students" }, { not: { anyOf: [{ ldapGroup: "a" }, { ldapGroup: "b" }] } }] },
    ],
  };
  expect(say({ when, quarantine: true, mode: "on" })[0]).toMatch(
    / if .* staff or \(.* students and it isn't true that \(.* a or .* b\)\)\.$/,
  );
});
