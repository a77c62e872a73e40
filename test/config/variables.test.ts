import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { expect, inject, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadConfig } from "../../src/config/config.ts";
import { ConfigError } from "../../src/config/read-config.ts";
import { gerrit } from "../../src/config/settings/gerrit.ts";
import { gitlab } from "../../src/config/settings/gitlab.ts";
import { phabricator } from "../../src/config/settings/phabricator.ts";
import { publicLog } from "../../src/config/settings/public-log.ts";
import { wiki } from "../../src/config/settings/wiki.ts";

const folder = join(inject("folder"), "variables");
await mkdir(folder, { recursive: true });
const example = parse(await readFile("acct.example.yml", "utf8")) as Record<string, object>;

async function fileWith(name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const required = {
  DATABASE_URL: "postgres://acct@localhost/acct",
  PUBLIC_URL: "https://accounts.example.org/",
  ACCT_SECRET_KEY: Buffer.alloc(32, "throw-away").toString("base64"),
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
  LDAP_BIND_PASSWORD: "one",
  SMTP_PASSWORD: "two",
  PHABRICATOR_TOKEN: "x".repeat(32),
  GERRIT_PASSWORD: "three",
  GITLAB_ACCESS_TOKEN: "glpat-1",
  MEDIAWIKI_BOT_USER: "Acct@log",
  MEDIAWIKI_BOT_PASSWORD: "four",
};
const ca = rootCertificates[0] ?? "";

/** What acct.yml says, and what the environment says instead. */
const inFile = {
  phabricator: { url: "https://old.example.org", user: "old", ldapAttribute: "mail", caFile: "/nowhere" },
  gerrit: { url: "https://old.example.org", user: "old", caFile: "/nowhere" },
  gitlab: {
    ...{ url: "https://old.example.org", caFile: "/nowhere", poll: "1m", providers: { a: "oidc" } },
    ...{ groups: { a: "old/a" }, parentGroup: "old/others", role: "guest" },
  },
  wiki: {
    ...{ apiUrl: "https://old.example.org/api.php", caFile: "/nowhere", page: "Old", create: false },
    ...{ link: "<username>", bot: true, every: "1h" },
  },
  publicLog: { enabled: false, showRule: true, title: "Old" },
};

type Override = readonly [setting: string, variable: string, value: string, expected: unknown];
const overrides: Readonly<Record<keyof typeof inFile, readonly Override[]>> = {
  phabricator: [
    ["url", "PHABRICATOR_URL", "https://new.example.org", "https://new.example.org"],
    ["user", "PHABRICATOR_USER", "new", "new"],
    ["caFile", "PHABRICATOR_CA", ca, ca],
    ["ldapAttribute", "PHABRICATOR_LDAP_ATTRIBUTE", "uid", "uid"],
  ],
  gerrit: [
    ["url", "GERRIT_URL", "https://new.example.org", "https://new.example.org"],
    ["user", "GERRIT_USER", "new", "new"],
    ["caFile", "GERRIT_CA", ca, ca],
  ],
  gitlab: [
    ["url", "GITLAB_URL", "https://new.example.org", "https://new.example.org"],
    ["caFile", "GITLAB_CA", ca, ca],
    ["poll", "GITLAB_POLL", "5m", 300_000],
    [
      "providers",
      "GITLAB_PROVIDERS",
      "ldapmain=ldap, openid_connect=oidc",
      { ldapmain: "ldap", openid_connect: "oidc" },
    ],
    ["groups", "GITLAB_GROUPS", "astro=labs/astro", { astro: "labs/astro" }],
    ["parentGroup", "GITLAB_PARENT_GROUP", "labs", "labs"],
    ["role", "GITLAB_ROLE", "maintainer", "maintainer"],
  ],
  wiki: [
    ["apiUrl", "MEDIAWIKI_URL", "https://new.example.org/api.php", "https://new.example.org/api.php"],
    ["caFile", "MEDIAWIKI_CA", ca, ca],
    ["page", "MEDIAWIKI_PAGE", "New", "New"],
    ["create", "MEDIAWIKI_CREATE", "1", true],
    ["link", "MEDIAWIKI_LINK", "[[<username>]]", "[[<username>]]"],
    ["bot", "MEDIAWIKI_BOT", "0", false],
    ["every", "MEDIAWIKI_EVERY", "10m", 600_000],
  ],
  publicLog: [
    ["enabled", "PUBLIC_LOG_ENABLED", "1", true],
    ["showRule", "PUBLIC_LOG_SHOW_RULE", "0", false],
    ["title", "PUBLIC_LOG_TITLE", "New", "New"],
  ],
};
const sections = Object.keys(inFile) as (keyof typeof inFile)[];
const shapes = { phabricator, gerrit, gitlab, publicLog, wiki: wiki.unwrap() };

const acctYml = await fileWith("acct.yml", stringify({ ...example, ...inFile }));
const bare = await fileWith("bare.yml", stringify(example));

it.each(sections)(
  "Every setting of %s can be given in the environment, itself or as a file, which wins over acct.yml",
  async (section) => {
    expect(overrides[section].map(([setting]) => setting).toSorted()).toEqual(
      Object.keys(shapes[section].shape).toSorted(),
    );
    // Those of the other sections are there, because acct.yml names files that don't exist.
    const all = sections.flatMap((one) => overrides[one].map(([, name, value]) => [name, value]));
    const files: Record<string, string> = {};
    for (const [, name, value] of overrides[section])
      files[`${name}_FILE`] = await fileWith(name, `${value}\n`);
    const plain = Object.fromEntries(all) as Record<string, string>;
    const asFiles = Object.fromEntries(Object.entries(plain).filter(([name]) => !(`${name}_FILE` in files)));
    for (const variables of [plain, { ...asFiles, ...files }]) {
      const found = loadConfig({ ...required, ...variables, ACCT_CONFIG: acctYml })[section];
      for (const [setting, , , expected] of overrides[section])
        expect(found).toHaveProperty(setting === "caFile" ? "ca" : setting, expected);
    }
  },
);

it("The wiki can be configured by the environment alone, and needs a URL and a page", async () => {
  const url = { MEDIAWIKI_URL: "https://wiki.example.org/api.php" };
  expect(loadConfig({ ...required, ACCT_CONFIG: bare }).wiki).toBeUndefined();
  expect(loadConfig({ ...required, ...url, MEDIAWIKI_PAGE: "Log", ACCT_CONFIG: bare }).wiki).toMatchObject({
    apiUrl: "https://wiki.example.org/api.php",
    page: "Log",
    bot: true,
    every: 60_000,
  });
  expect(() => loadConfig({ ...required, ...url, ACCT_CONFIG: bare })).toThrow(/MEDIAWIKI_PAGE is missing/);
});

it.each([
  ["a mapping without values", { GITLAB_GROUPS: "astro" }, /GITLAB_GROUPS .*astro=labs\/astro/],
  ["a mapping with a name twice", { GITLAB_GROUPS: "a=labs/a, a=labs/b" }, /GITLAB_GROUPS .*twice/],
  ["a value that no setting may have", { GITLAB_PROVIDERS: "ldapmain=nis" }, /GITLAB_PROVIDERS.*ldapmain/],
  [
    "groups within a group",
    { GITLAB_GROUPS: "a=labs/a, b=labs/a/b" },
    /GITLAB_GROUPS.*labs\/a\/b within labs\/a/,
  ],
  ["a certificate that is none", { GITLAB_CA: "no certificate" }, /GITLAB_CA .*PEM/],
  ["a switch that is neither on nor off", { PUBLIC_LOG_ENABLED: "yes" }, /PUBLIC_LOG_ENABLED must be 1 or 0/],
  ["an interval in words", { GITLAB_POLL: "often" }, /GITLAB_POLL must be an interval/],
])("%s in the environment is a problem that names the variable", (_, variables, problem) => {
  const load = () =>
    loadConfig({ ...required, GITLAB_URL: "https://gitlab.example.org", ...variables, ACCT_CONFIG: bare });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(problem);
});
