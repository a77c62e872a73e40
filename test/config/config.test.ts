import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { expect, inject, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadConfig } from "../../src/config/config.ts";
import { environmentSchema } from "../../src/config/environment.ts";
import { isLoopback } from "../../src/config/is-loopback.ts";
import { ConfigError } from "../../src/config/read-config.ts";

const folder = join(inject("folder"), "config");
await mkdir(folder, { recursive: true });
const example = parse(await readFile("acct.example.yml", "utf8")) as Record<string, Record<string, unknown>>;

async function fileWith(name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const variables = {
  DATABASE_URL: "postgres://acct@localhost/acct",
  PUBLIC_URL: "https://accounts.example.org/",
  ACCT_SECRET_KEY: Buffer.alloc(32, "throw-away").toString("base64"),
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
  LDAP_BIND_PASSWORD: "one",
  SMTP_PASSWORD: "two",
};
/** Lists the problems of the example with these settings and variables replaced. */
async function listProblems(
  settings: object,
  but: Record<string, string | undefined> = {},
): Promise<readonly string[]> {
  const ACCT_CONFIG = await fileWith("acct.yml", stringify({ ...example, ...settings }));
  try {
    loadConfig({ ...variables, ACCT_CONFIG, ...but });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

it("The example is a valid configuration: it may have intervals in words, and its public URL loses the trailing slash", async () => {
  expect(await listProblems({})).toEqual([]);
  const ACCT_CONFIG = await fileWith(
    "times.yml",
    stringify({ ...example, times: { closeAfter: "36h", passwordLink: "2d", eraseAfter: "1y" } }),
  );
  const { times, web, slack } = loadConfig({ ...variables, ACCT_CONFIG });
  expect(times).toMatchObject({
    closeAfter: 36 * 3_600_000,
    passwordLink: 2 * 86_400_000,
    eraseAfter: 31_557_600_000,
  });
  expect(web.publicUrl).toBe("https://accounts.example.org");
  expect(slack?.apiUrl).toBe("https://slack.com/api/");
});

it("Everything that is missing or wrong is reported at once, one sentence each", async () => {
  const problems = await listProblems(
    {
      slack: { ...example.slack, adminChannel: "#accounts", mode: "socket" },
      mail: { ...example.mail, port: "often" },
      times: { closeAfter: "soon" },
      ldpa: {},
    },
    {
      DATABASE_URL: undefined,
      SLACK_APP_TOKEN: "",
      SLACK_BOT_TOKEN: "xapp-mixed-up",
      PUBLIC_URL: "http://accounts.example.org",
    },
  );
  for (const data of [
    /^DATABASE_URL /,
    /^SLACK_BOT_TOKEN .*xoxb-/,
    /^PUBLIC_URL .*https:/,
    /^SLACK_APP_TOKEN .*slack\.mode.*socket/,
    /acct\.yml: slack\.adminChannel .*C0123ABCD/,
    /acct\.yml: mail\.port /,
    /acct\.yml: times\.closeAfter .*30s/,
    /acct\.yml: ldpa /,
  ]) {
    expect(problems).toContainEqual(expect.stringMatching(data));
  }
  expect(problems).toHaveLength(8);
});

it.each([
  ["PUBLIC_URL", "https://www.example.org/accounts?site=1"],
  ["PUBLIC_URL", "https://www.example.org//accounts"],
  ["PUBLIC_URL", "https://www.example.org/a;Path=b"],
  ["HTTPS_PROXY", "ftp://proxy.example.org"],
  ["HTTP_PROXY", "http://"],
  ["NO_PROXY", ".example.org,10.0.0.0/8"],
  ["no_proxy", "10.0.0.0/8"],
])("%s=%s is refused", async (name, value) => {
  const problems = await listProblems({}, { [name]: value });
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name.toUpperCase()} `))]);
});

it("Proxies have no scheme, or names in lower case, as for curl", async () => {
  const ACCT_CONFIG = await fileWith("acct.yml", stringify(example));
  const named = {
    https_proxy: "proxy.example.org:3128",
    HTTP_PROXY: "http://other:1",
    no_proxy: ".example.org",
  };
  expect(loadConfig({ ...variables, ACCT_CONFIG, ...named }).proxy).toEqual({
    http: "http://other:1",
    https: "http://proxy.example.org:3128",
    except: ".example.org",
  });
});

it("A secret can come from a file, without the line break at its end", async () => {
  const SMTP_PASSWORD_FILE = await fileWith("smtp-password", "from a file\n");
  const ACCT_CONFIG = await fileWith("acct.yml", stringify(example));
  const { mail } = loadConfig({ ...variables, SMTP_PASSWORD: undefined, SMTP_PASSWORD_FILE, ACCT_CONFIG });
  expect(mail.password).toBe("from a file");
});

const wiki = { apiUrl: "https://wiki.example.org/w/api.php", page: "Log" };
const wikiLogin = { MEDIAWIKI_BOT_USER: "Acct@log", MEDIAWIKI_BOT_PASSWORD: "bot-password" };

it("A wiki has a bot password or an OAuth consumer, which can come from files, and its URL in the environment wins", async () => {
  const ACCT_CONFIG = await fileWith("wiki.yml", stringify({ ...example, wiki }));
  const byBot = loadConfig({ ...variables, ...wikiLogin, ACCT_CONFIG });
  expect(byBot.wiki).toMatchObject({
    apiUrl: wiki.apiUrl,
    link: "[[gitlab:<username>|@<username>]]",
    credential: { kind: "bot", user: "Acct@log", password: "bot-password" },
  });
  expect(byBot.publicLog).toEqual({ enabled: false, showRule: false });
  const byOAuth = loadConfig({
    ...{ ...variables, ...wikiLogin, ACCT_CONFIG },
    MEDIAWIKI_URL: "https://other.example.org/api.php",
    MEDIAWIKI_CONSUMER_TOKEN: "a",
    MEDIAWIKI_CONSUMER_SECRET_FILE: await fileWith("consumer-secret", "b\n"),
    MEDIAWIKI_ACCESS_TOKEN: "c",
    MEDIAWIKI_ACCESS_SECRET: "d",
  });
  expect(byOAuth.wiki).toMatchObject({
    apiUrl: "https://other.example.org/api.php",
    credential: {
      kind: "oauth",
      consumerToken: "a",
      consumerSecret: "b",
      accessToken: "c",
      accessSecret: "d",
    },
  });
});

it.each<[string, object, Record<string, string | undefined>, RegExp]>([
  [
    "a missing secret file",
    {},
    { SMTP_PASSWORD: undefined, SMTP_PASSWORD_FILE: "/nowhere" },
    /^SMTP_PASSWORD_FILE.*ENOENT.*\/nowhere/,
  ],
  [
    "a missing certificate",
    { mail: { ...example.mail, caFile: "/nowhere.pem" } },
    {},
    /mail\.caFile.*ENOENT.*\/nowhere\.pem/,
  ],
  [
    "a script after a system that there isn't",
    { commands: [{ name: "Home", check: ["c"], apply: ["a"], leave: ["l"], after: "Ldap" }] },
    {},
    /acct\.yml: commands.*\bLdap\b.*\bLDAP\b/,
  ],
  [
    "scripts in a circle",
    { commands: [{ name: "Home", check: ["c"], apply: ["a"], leave: ["l"], after: ["Home"] }] },
    {},
    /commands.*Home after Home/,
  ],
  ["a short key", {}, { ACCT_SECRET_KEY: "c2hvcnQ=" }, /^ACCT_SECRET_KEY .*32/],
  [
    "a certificate file without a certificate",
    { mail: { ...example.mail, caFile: "package.json" } },
    {},
    /mail\.caFile.*PEM.*package\.json/,
  ],
  [
    "a key that is not random",
    {},
    { ACCT_SECRET_KEY: Buffer.alloc(32).toString("base64") },
    /^ACCT_SECRET_KEY .*32/,
  ],
  [
    "a mistyped setting",
    { site: { name: "Campus", helpAdress: "help@example.org" } },
    {},
    /site\.helpAdress .*helpAddress/,
  ],
  ["an empty text", { site: { ...example.site, name: "" } }, {}, /site\.name /],
  ["text instead of a number", { mail: { ...example.mail, port: "abc" } }, {}, /mail\.port .*number/],
  ["an unknown choice", { slack: { ...example.slack, mode: "sockets" } }, {}, /slack\.mode .*socket.*http/],
  ["a sender without an email address", { mail: { ...example.mail, from: "nobody" } }, {}, /mail\.from .*@/],
  [
    "a chat without its section",
    { chats: ["slack", "mattermost"] },
    {
      MATTERMOST_URL: "https://chat.example.org",
      MATTERMOST_TOKEN: "t".repeat(26),
      MATTERMOST_COMMAND_TOKEN: "c".repeat(26),
    },
    /mattermost is missing/,
  ],
  ["a chat that is listed twice", { chats: ["slack", "slack"] }, {}, /chats must not/],
  ["an unknown chat", { chats: ["irc"] }, {}, /chats.*slack.*mattermost/],
  [
    "Mattermost without its tokens",
    { chats: ["mattermost"], mattermost: { team: "t", adminChannel: "c", admins: { users: ["ada"] } } },
    { MATTERMOST_URL: "https://chat.example.org", MATTERMOST_COMMAND_TOKEN: "c".repeat(26) },
    /^MATTERMOST_TOKEN is missing/,
  ],
  [
    "a wiki without a login",
    { wiki },
    { MEDIAWIKI_BOT_USER: "Acct@log" },
    /^MEDIAWIKI_BOT_PASSWORD is missing.*MEDIAWIKI_CONSUMER_TOKEN/,
  ],
  [
    "a wiki with a part of an OAuth consumer",
    { wiki },
    { MEDIAWIKI_CONSUMER_TOKEN: "a", MEDIAWIKI_CONSUMER_SECRET: "b", MEDIAWIKI_ACCESS_TOKEN: "c" },
    /^MEDIAWIKI_ACCESS_SECRET is missing/,
  ],
  ["a wiki without a URL", { wiki: { page: "Log" } }, wikiLogin, /^MEDIAWIKI_URL is missing.*wiki\.apiUrl/],
  [
    "a wiki without TLS",
    { wiki: { ...wiki, apiUrl: "http://wiki.example.org/api.php" } },
    wikiLogin,
    /wiki\.apiUrl .*https/,
  ],
  [
    "a page of a wiki instead of its API",
    { wiki: { ...wiki, apiUrl: "https://wiki.example.org/wiki/Log" } },
    wikiLogin,
    /wiki\.apiUrl .*api\.php/,
  ],
  ["a title that no page can have", { wiki: { ...wiki, page: "A|B" } }, wikiLogin, /wiki\.page .*title/],
  [
    "a link without the username",
    { wiki: { ...wiki, link: "[[gitlab:x]]" } },
    wikiLogin,
    /wiki\.link .*<username>/,
  ],
  ["no admins", { slack: { ...example.slack, admins: {} } }, {}, /slack\.admins/],
  ["the same approval twice", { approvals: { account: ["pi", "pi"] } }, {}, /approvals\.account/],
  [
    "a range of numbers that ends before it begins",
    { registry: { uidNumbers: { from: 3000, to: 2000 } } },
    {},
    /registry\.uidNumbers/,
  ],
  [
    "a rule for usernames with an unknown part",
    { usernames: { rule: "{nickname}" } },
    {},
    /usernames\.rule .*\{/,
  ],
  [
    "HTTP mode without its secret",
    { slack: { ...example.slack, mode: "http" } },
    {},
    /^SLACK_SIGNING_SECRET .*slack\.mode.*http/,
  ],
])("%s is the only problem, and is reported with the name of the setting", async (_, settings, but, data) => {
  expect(await listProblems(settings, but)).toEqual([expect.stringMatching(data)]);
});

it.each<[string, object, Record<string, string>, RegExp]>([
  [
    "the directory",
    { ldap: { ...example.ldap, url: "ldap://ldap.example.org", startTls: false } },
    {},
    /acct\.yml: ldap .*startTls.*ldap:/,
  ],
  [
    "a mail server with a name like 127.0.0.1",
    { mail: { ...example.mail, host: "127.evil.example", startTls: false } },
    {},
    /acct\.yml: mail .*startTls/,
  ],
  [
    "a mail server with a name like localhost",
    { mail: { ...example.mail, host: "localhost.evil.example", startTls: false } },
    {},
    /acct\.yml: mail .*startTls/,
  ],
  [
    "Keystone",
    { openstack: { authUrl: "http://cloud.example.org/v3", username: "acct" } },
    { OPENSTACK_PASSWORD: "x" },
    /openstack\.authUrl.*https:/,
  ],
  [
    "setpass' Keystone",
    { setpass: { authUrl: "http://cloud.example.org/v3" } },
    {},
    /setpass\.authUrl.*https:/,
  ],
  [
    "slurmrestd",
    { slurm: { rest: { url: "http://slurm.example.org" } } },
    { SLURM_JWT: "x" },
    /slurm\.rest\.url.*https:/,
  ],
  [
    "Request Tracker",
    { rt: { url: "http://rt.example.org", queue: "accounts" } },
    { RT_TOKEN: "1-2-3" },
    /rt\.url.*https:/,
  ],
  [
    "GitLab",
    { gitlab: { url: "http://gitlab.example.org" } },
    { GITLAB_ACCESS_TOKEN: "glpat-1" },
    /gitlab\.url.*https:/,
  ],
  [
    "Phabricator",
    { phabricator: { url: "http://phabricator.example.org" } },
    { PHABRICATOR_TOKEN: "x".repeat(32) },
    /phabricator\.url.*https:/,
  ],
  [
    "Gerrit",
    {},
    { GERRIT_URL: "http://gerrit.example.org", GERRIT_USER: "acct", GERRIT_PASSWORD: "x" },
    /^GERRIT_URL.*https:/,
  ],
  ["Slack", {}, { SLACK_API_URL: "http://evil.example/" }, /^SLACK_API_URL.*https:/],
  ["the pages", {}, { PUBLIC_URL: "http://127.evil.example" }, /^PUBLIC_URL.*https:/],
  [
    "the database",
    {},
    { DATABASE_URL: "postgres://acct:secret@db.example.org/acct" },
    /^DATABASE_URL.*sslmode/,
  ],
  [
    "the database, named as a parameter,",
    {},
    { DATABASE_URL: "postgres://acct:secret@/acct?host=db.example.org" },
    /^DATABASE_URL.*sslmode/,
  ],
  [
    "one of several databases",
    {},
    { DATABASE_URL: "postgres://acct:secret@localhost,db.example.org/acct" },
    /^DATABASE_URL.*sslmode/,
  ],
])(
  "Secrets never cross the network unencrypted: without TLS, acct rejects %s on another machine",
  async (_, settings, but, data) => {
    expect(await listProblems(settings, but)).toEqual([expect.stringMatching(data)]);
  },
);

it.each(["?sslmode=verify-full", "?sslmode=disable", "?ssl=true"])(
  "A database on another machine is accepted with an explicit %s",
  async (how) => {
    for (const hosts of ["db.example.org", "localhost:5433,db.example.org:5432"]) {
      const DATABASE_URL = `postgres://acct:secret@${hosts}/acct${how}`;
      expect(await listProblems({}, { DATABASE_URL })).toEqual([]);
    }
  },
);

it.each(["localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1", "LOCALHOST"])(
  "%s is this machine",
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);
it.each(["127.evil.example", "localhost.evil.example", "128.0.0.1", "127.1", "::2", "1.127.0.0", ""])(
  '"%s" is not this machine',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

it("A missing variable is reported with the file in which acct looked for it", async () => {
  const problems = await listProblems({}, { DATABASE_URL: undefined });
  expect(problems).toEqual([expect.stringContaining(resolve(".env"))]);
});

it("ACCT_ENV_FILE names the file with the variables, and acct warns if others can read it", async () => {
  const ACCT_ENV_FILE = await fileWith("variables", "SMTP_PASSWORD=from a file\n");
  const ACCT_CONFIG = await fileWith("acct.yml", stringify(example));
  const { SMTP_PASSWORD, ...others } = variables;
  const load = () => loadConfig({ ...others, ACCT_ENV_FILE, ACCT_CONFIG });
  expect(SMTP_PASSWORD).not.toBe("from a file");
  await chmod(ACCT_ENV_FILE, 0o644);
  expect(load()).toMatchObject({
    mail: { password: "from a file" },
    warnings: [expect.stringContaining(`chmod 600 ${ACCT_ENV_FILE}`)],
  });
  await chmod(ACCT_ENV_FILE, 0o600);
  expect(load().warnings).toEqual([]);
});

it("A missing acct.yml is reported together with all other problems", () => {
  const load = (ACCT_CONFIG: string) => () =>
    loadConfig({ ...variables, DATABASE_URL: "mysql://x", ACCT_CONFIG });
  expect(load(join(folder, "none.yml"))).toThrow(ConfigError);
  expect(load(join(folder, "none.yml"))).toThrow(
    expect.objectContaining({
      problems: [
        expect.stringMatching(/^DATABASE_URL .*postgres:/),
        expect.stringMatching(/none\.yml .*acct\.example\.yml.*ACCT_CONFIG/),
      ],
    }),
  );
});

it("An acct.yml that is not YAML is the only problem, and is reported with the line", async () => {
  const ACCT_CONFIG = await fileWith("broken.yml", "site:\n  name: [unclosed\n");
  expect(() => loadConfig({ ...variables, ACCT_CONFIG })).toThrow(
    expect.objectContaining({
      name: "ConfigError",
      problems: [expect.stringMatching(/broken\.yml: .*line \d/s)],
    }),
  );
});

it(".env.example names every variable that acct reads, and no others", async () => {
  const text = await readFile(".env.example", "utf8");
  const named = Object.keys(parseEnv(text.replace(/^#(?=[A-Z_]+=)/gm, "")));
  expect(named.toSorted()).toEqual([...Object.keys(environmentSchema.shape), "ACCT_CONFIG"].toSorted());
});

it("A mistyped switch is a problem, because a rehearsal would otherwise act as the real installation", async () => {
  expect(await listProblems({}, { ACCT_REHERSAL: "1" })).toEqual([
    expect.stringMatching(/^ACCT_REHERSAL .*ACCT_REHEARSAL/),
  ]);
});

const returning = (bounces: object) => ({
  mail: { ...example.mail, bounces: { address: "bounces@example.org", ...bounces } },
});
const imap = { host: "imap.example.org" };
const oauth = { tokenUrl: "https://login.example.org/token", clientId: "acct" };

it.each<[string, object, readonly RegExp[]]>([
  ["no way to get them", {}, [/mail\.bounces must have imap/]],
  ["a mailbox without a password", { imap }, [/^BOUNCES_PASSWORD is missing/]],
  ["OAuth without a secret", { imap: { ...imap, oauth } }, [/^BOUNCES_OAUTH_CLIENT_SECRET is missing/]],
  ["a webhook without a secret", { webhook: true }, [/^BOUNCES_WEBHOOK_SECRET is missing/]],
  [
    "OAuth in clear text",
    { imap: { ...imap, oauth: { ...oauth, tokenUrl: "http://login.example.org/token" } } },
    [/tokenUrl must be https/, /^BOUNCES_OAUTH_CLIENT_SECRET/],
  ],
])(
  "Bounces with %s are refused with a sentence that names what is missing",
  async (_, bounces, sentences) => {
    expect(await listProblems(returning(bounces))).toEqual(
      sentences.map((each) => expect.stringMatching(each)),
    );
  },
);

it("The user of the mailbox for bounces is its address, and OAuth needs a client secret or a refresh token", async () => {
  const ACCT_CONFIG = await fileWith(
    "bounces.yml",
    stringify({ ...example, ...returning({ imap: { ...imap, oauth } }) }),
  );
  const { mail } = loadConfig({ ...variables, ACCT_CONFIG, BOUNCES_OAUTH_REFRESH_TOKEN: "from a person" });
  expect(mail.bounces).toMatchObject({
    subaddresses: true,
    imap: {
      user: "bounces@example.org",
      port: 993,
      mailbox: "INBOX",
      every: 60_000,
      oauth: { refreshToken: "from a person" },
    },
  });
});

it("GitLab can be configured by the environment alone, which overrides acct.yml, also with the token in a file", async () => {
  const GITLAB_ACCESS_TOKEN_FILE = await fileWith("gitlab-token", "glpat-file\n");
  const bare = await fileWith("acct.yml", stringify(example));
  const given = { ...variables, GITLAB_ACCESS_TOKEN_FILE, GITLAB_URL: "https://gitlab.example.org/api/v4/" };
  expect(loadConfig({ ...variables, ACCT_CONFIG: bare }).gitlab).toBeUndefined();
  const defaults = { poll: 180_000, providers: {}, groups: {}, role: "developer", token: "glpat-file" };
  expect(loadConfig({ ...given, ACCT_CONFIG: bare }).gitlab).toEqual({
    ...defaults,
    url: "https://gitlab.example.org",
  });
  const section = { url: "https://old.example.org", providers: { ldapmain: "ldap" }, poll: "1m" };
  const full = await fileWith("gitlab.yml", stringify({ ...example, gitlab: section }));
  expect(loadConfig({ ...given, ACCT_CONFIG: full }).gitlab).toMatchObject({
    url: "https://gitlab.example.org",
    providers: { ldapmain: "ldap" },
    poll: 60_000,
  });
  expect(loadConfig({ ...given, GITLAB_URL: undefined, ACCT_CONFIG: full }).gitlab?.url).toBe(
    "https://old.example.org",
  );
});

it.each<[string, object, Record<string, string>, RegExp]>([
  ["a URL", {}, { GITLAB_ACCESS_TOKEN: "glpat-1" }, /^GITLAB_URL is missing.*without url/],
  ["a token", { url: "https://gitlab.example.org" }, {}, /^GITLAB_ACCESS_TOKEN is missing/],
  [
    "groups of which none is in another",
    { url: "https://gitlab.example.org", groups: { a: "labs/a", b: "Labs/A/b" } },
    { GITLAB_ACCESS_TOKEN: "glpat-1" },
    /gitlab\.groups must not have Labs\/A\/b within labs\/a/,
  ],
  [
    "a project's group below the parent group",
    { url: "https://gitlab.example.org", groups: { a: "labs" }, parentGroup: "labs/more" },
    { GITLAB_ACCESS_TOKEN: "glpat-1" },
    /gitlab\.groups must not have labs\/more within labs/,
  ],
  [
    "a known meaning of a provider",
    { url: "https://gitlab.example.org", providers: { saml: "saml" } },
    { GITLAB_ACCESS_TOKEN: "glpat-1" },
    /gitlab\.providers\.saml/,
  ],
])("GitLab needs %s", async (_, gitlab, but, sentence) => {
  expect(await listProblems({ gitlab }, but)).toEqual([expect.stringMatching(sentence)]);
});

it("Arvados can be configured by the environment alone, as its own programs are, which overrides acct.yml", async () => {
  const bare = await fileWith("acct.yml", stringify(example));
  const given = { ...variables, ARVADOS_API_TOKEN: "v2/a/b", ARVADOS_API_HOST: "zzzzz.example.org:8443" };
  expect(loadConfig({ ...variables, ACCT_CONFIG: bare }).arvados).toBeUndefined();
  expect(loadConfig({ ...given, ACCT_CONFIG: bare }).arvados).toEqual({
    ...{ url: "https://zzzzz.example.org:8443", token: "v2/a/b" },
    ...{ groups: [], projectGroups: false, preActivated: {} },
  });
  const full = await fileWith("arvados.yml", stringify({ ...example, arvados: { url: "old.example.org/" } }));
  expect(loadConfig({ ...given, ACCT_CONFIG: full }).arvados?.url).toBe("https://zzzzz.example.org:8443");
  expect(loadConfig({ ...given, ARVADOS_API_HOST: undefined, ACCT_CONFIG: full }).arvados?.url).toBe(
    "https://old.example.org",
  );
});

it.each<[string, object, Record<string, string>, RegExp]>([
  ["a host", {}, { ARVADOS_API_TOKEN: "v2/a/b" }, /^ARVADOS_API_HOST is missing.*without url/],
  ["a token", { url: "zzzzz.example.org" }, {}, /^ARVADOS_API_TOKEN is missing/],
  ["encryption", { url: "http://zzzzz.example.org" }, { ARVADOS_API_TOKEN: "x" }, /arvados\.url.*https:/],
  [
    "a reason for each account without signatures",
    { url: "zzzzz.example.org", preActivated: { bot: " " } },
    { ARVADOS_API_TOKEN: "x" },
    /arvados\.preActivated\.bot must have a reason/,
  ],
])("Arvados needs %s", async (_, arvados, but, sentence) => {
  expect(await listProblems({ arvados }, but)).toEqual([expect.stringMatching(sentence)]);
});

it("Groups of projects may be in the parent group of all others", async () => {
  const gitlab = { url: "https://gitlab.example.org", groups: { a: "labs/astro" }, parentGroup: "labs" };
  expect(await listProblems({ gitlab }, { GITLAB_ACCESS_TOKEN: "glpat-1" })).toEqual([]);
});

it("A rehearsal needs no Slack tokens and no password for the mail server, because a copy must not have them", async () => {
  const without = { SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined, SMTP_PASSWORD: undefined };
  expect(await listProblems({}, without)).toHaveLength(3);
  expect(await listProblems({}, { ...without, ACCT_REHEARSAL: "1" })).toEqual([]);
});

it("What people write in lists of names and domains matches what it means", async () => {
  const ACCT_CONFIG = await fileWith(
    "folded.yml",
    stringify({
      ...example,
      site: { ...example.site, mailDomains: ["@Example.org", "*.campus.example", " uni.example. "] },
      usernames: { reserved: ["Director"] },
      privilegedProjects: ["Astro", { name: "Root ", count: 2 }],
      projects: { Geo: { pi: "Bo@Example.org" } },
      groups: { security: ["Ada@Example.org", "U0ADA", "slack:U0BEN"] },
    }),
  );
  expect(loadConfig({ ...variables, ACCT_CONFIG })).toMatchObject({
    site: { mailDomains: ["example.org", "campus.example", "uni.example"] },
    usernames: { reserved: ["director"] },
    privilegedProjects: [
      { name: "astro", count: 1 },
      { name: "root", count: 2 },
    ],
    projects: { geo: { pi: "bo@example.org" } },
    groups: { security: ["ada@example.org", "slack:U0ADA", "slack:U0BEN"] },
  });
});

it.each<[setting: string, settings: object, meant: RegExp]>([
  [
    "a mail domain",
    { site: { ...example.site, mailDomains: ["amy@example.org"] } },
    /mailDomains.*example\.org/,
  ],
  [
    "a mail domain of one word",
    { site: { ...example.site, mailDomains: ["example"] } },
    /mailDomains.*example\.org/,
  ],
  ["a reserved username", { usernames: { reserved: ["The Director"] } }, /usernames\.reserved.*director/],
  ["a privileged project", { privilegedProjects: [" "] }, /privilegedProjects/],
  ["a member of a group", { groups: { security: ["slack:ada"] } }, /groups\.security.*U0123ABCD/],
  ["another member of a group", { groups: { security: ["ada@"] } }, /groups\.security.*email address/],
])("%s that can match nothing is an error that says what was meant", async (_, settings, meant) => {
  expect(await listProblems(settings)).toEqual([expect.stringMatching(meant)]);
});

it("A key of Google is required for sheets, but not in a rehearsal, and a broken one is named without a byte of it", async () => {
  const id = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz/edit?gid=0#gid=0";
  const sheets = { access: { id } };
  const broken = '{"private_key":"tell-no-one"';
  expect(await listProblems({ sheets })).toEqual([
    expect.stringMatching(/^GOOGLE_SERVICE_ACCOUNT_JSON is missing/),
  ]);
  expect(await listProblems({ sheets }, { ACCT_REHEARSAL: "1", SLACK_BOT_TOKEN: undefined })).toEqual([]);
  for (const name of ["GOOGLE_SERVICE_ACCOUNT_JSON", "GOOGLE_APPLICATION_CREDENTIALS"]) {
    const [problem, ...others] = await listProblems({ sheets }, { [name]: broken });
    expect(problem).toMatch(new RegExp(`^${name} isn't valid JSON`));
    expect(problem).not.toContain("tell");
    expect(others).toEqual([]);
  }
});

it.each([
  ["https://docs.google.com/forms/d/1AbCdEfGhIjKlMnOpQrStUvWxYz/edit"],
  ["https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml"],
  ["Requests 2026"],
])("%s is not the ID of a spreadsheet", async (id) => {
  const [problem] = await listProblems(
    { sheets: { quotas: { id } } },
    { GOOGLE_SERVICE_ACCOUNT_JSON: undefined },
  );
  expect(problem).toMatch(/sheets\.quotas\.id .*address/);
});

const ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz";
const OTHER_ID = "2AbCdEfGhIjKlMnOpQrStUvWxYz";

it.each([
  [
    { access: { id: ID, tabs: { current: "form responses 1" } } },
    /sheets\.access\.tabs\.current must be another tab than responses/,
  ],
  [
    { quotas: { id: ID, tabs: { processed: "Done", spam: "Done" } } },
    /sheets\.quotas\.tabs\.spam must be another tab than processed/,
  ],
  [
    { access: { id: ID }, quotas: { id: ID } },
    /sheets\.quotas\.tabs\.responses must be another tab than sheets\.access\.tabs\.responses/,
  ],
  [{ access: { id: ID, since: "1 Nov 2026" } }, /sheets\.access\.since must be a day such as 2026-11-01/],
  [{ access: { id: ID, columns: { mail: "E-Mail" } } }, /sheets\.access\.columns\.mail .*mean email\?/],
  [
    { access: { id: ID, columns: { somethingElse: "E-Mail" } } },
    /sheets\.access\.columns\.somethingElse .*approved, .*, username, groups and language/,
  ],
] as const)(
  "Settings of sheets that can't work are refused with what to write instead: %j",
  async (sheets, meant) => {
    expect(await listProblems({ sheets }, { ACCT_REHEARSAL: "1", SLACK_BOT_TOKEN: undefined })).toEqual([
      expect.stringMatching(meant),
    ]);
  },
);

it("Both sheets may be in one spreadsheet with tabs of their own, and have the same tabs in two", async () => {
  const env = { ACCT_REHEARSAL: "1", SLACK_BOT_TOKEN: undefined };
  for (const quotas of [{ id: ID, tabs: { responses: "Form Responses 2" } }, { id: OTHER_ID }])
    expect(await listProblems({ sheets: { access: { id: ID }, quotas } }, env)).toEqual([]);
});

it("A spreadsheet can be named by its whole address, and a key given as a file is read again when it is needed", async () => {
  const id = "https://docs.google.com/spreadsheets/u/1/d/1AbCdEfGhIjKlMnOpQrStUvWxYz/edit?gid=0#gid=0";
  const ACCT_CONFIG = await fileWith("sheets.yml", stringify({ ...example, sheets: { access: { id } } }));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const private_key = privateKey.export({ type: "pkcs8", format: "pem" });
  const key = JSON.stringify({ client_email: "acct@example.iam.gserviceaccount.com", private_key });
  const GOOGLE_SERVICE_ACCOUNT_JSON_FILE = await fileWith("google-key.json", key);
  const config = loadConfig({ ...variables, ACCT_CONFIG, GOOGLE_SERVICE_ACCOUNT_JSON_FILE });
  expect(config.sheets?.access?.id).toBe("1AbCdEfGhIjKlMnOpQrStUvWxYz");
  expect(config.googleKey?.value).toBe(GOOGLE_SERVICE_ACCOUNT_JSON_FILE);
});

it("Phabricator and Gerrit can be configured by the environment alone, which also wins over acct.yml", async () => {
  const token = `api-${"x".repeat(28)}`;
  const secretFile = await fileWith("phabricator-token", `${token}\n`);
  const review = {
    PHABRICATOR_URL: "https://phabricator.example.org/api/",
    PHABRICATOR_TOKEN_FILE: secretFile,
    GERRIT_URL: "https://gerrit.example.org/a/",
    GERRIT_USER: "acct",
    GERRIT_PASSWORD: "secret",
  };
  const gerrit = { url: "https://gerrit.example.org", user: "acct", password: "secret" };
  const phabricator = { url: "https://phabricator.example.org", token };
  const alone = await fileWith("alone.yml", stringify(example));
  expect(loadConfig({ ...variables, ...review, ACCT_CONFIG: alone })).toMatchObject({ gerrit, phabricator });
  const both = await fileWith(
    "both.yml",
    stringify({
      ...example,
      phabricator: { url: "https://other.example.org", user: "bot", ldapAttribute: "cn" },
      gerrit: { url: "https://other.example.org", user: "bot" },
    }),
  );
  expect(loadConfig({ ...variables, ...review, ACCT_CONFIG: both })).toMatchObject({
    gerrit,
    phabricator: { ...phabricator, user: "bot", ldapAttribute: "cn" },
  });
});

it("Everything that Phabricator and Gerrit lack is named, whether acct.yml or the environment begins with them", async () => {
  const missing = [
    "PHABRICATOR_URL is missing: it is required because phabricator is configured without a url",
    "PHABRICATOR_TOKEN is missing: it is required because phabricator is configured",
    "GERRIT_URL is missing: it is required because gerrit is configured without a url",
    "GERRIT_USER is missing: it is required because gerrit is configured without a user",
    "GERRIT_PASSWORD is missing: it is required because gerrit is configured",
  ];
  expect(await listProblems({ phabricator: {}, gerrit: {} })).toEqual(missing);
  const urls = {
    PHABRICATOR_URL: "https://phabricator.example.org",
    GERRIT_URL: "https://gerrit.example.org",
  };
  expect(await listProblems({}, urls)).toEqual(missing.filter((problem) => !problem.includes("_URL")));
});
