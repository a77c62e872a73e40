import { afterAll, expect, it } from "vitest";
import { noGuards } from "../../../src/credentials/login-guard.ts";
import { openSources } from "../../../src/rules/sources/sources.ts";
import { inMemoryDirectory } from "../../in-memory/in-memory-directory.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
const common = { db: database.db, folder: "/nowhere", guards: noGuards, now: () => new Date() };
const ldap = {
  url: "ldaps://ldap.example.org",
  startTls: true,
  bindDn: "cn=acct,dc=example,dc=org",
  password: "secret",
  maxConnections: 4,
  peopleDn: "ou=people,dc=example,dc=org",
  groupsDn: "ou=groups,dc=example,dc=org",
  homeDirectory: "/home/{username}",
  loginShell: "/bin/bash",
  sshKeys: false,
};
const review = {
  phabricator: { url: "https://phabricator.example.org", token: "api-" },
  gerrit: { url: "https://gerrit.example.org", user: "acct", password: "secret" },
};
const gitlab = { findMember: async () => undefined, checkGroup: async () => undefined };
const names = (deps: Partial<Parameters<typeof openSources>[0]>) =>
  openSources({ ...common, ...deps }).map(({ name }) => name);

const ABOUT_REQUESTS = [
  ...["kind", "project", "quotasUpTo", "emailDomain"],
  ...["requestsPerHour", "accountAge", "member"],
];

it("A site has the sources of the systems that it has, and each its own key", () => {
  expect(names({})).toEqual([...ABOUT_REQUESTS, "allowList"]);
  expect(names({ ldap })).toEqual([...ABOUT_REQUESTS, "ldapGroup", "ldapAttribute", "allowList"]);
  // Without LDAP, nobody could be recognized there.
  expect(names(review)).toEqual([...ABOUT_REQUESTS, "allowList"]);
  expect(names({ ldap, gitlab, directory: inMemoryDirectory(), ...review })).toEqual([
    ...ABOUT_REQUESTS,
    "ldapGroup",
    "ldapAttribute",
    "affiliation",
    "gitlabGroup",
    "phabricatorProject",
    "gerritGroup",
    "allowList",
  ]);
});
