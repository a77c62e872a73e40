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
/** What is wrong with these settings, in place of the example's, and these variables. */
async function faultsOf(
  settings: object,
  but: Record<string, string | undefined> = {},
): Promise<readonly string[]> {
  const ACCT_CONFIG = await fileWith("acct.yml", stringify({ ...example, ...settings }));
  try {
    loadConfig({ ...variables, ACCT_CONFIG, ...but });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

it("The example is a configuration that works, with intervals in words and a public address without a slash at its end", async () => {
  expect(await faultsOf({})).toEqual([]);
  const ACCT_CONFIG = await fileWith(
    "times.yml",
    stringify({ ...example, times: { closeAfter: "36h", passwordLink: "2d" } }),
  );
  const { times, web, slack } = loadConfig({ ...variables, ACCT_CONFIG });
  expect(times).toMatchObject({ closeAfter: 36 * 3_600_000, passwordLink: 2 * 86_400_000 });
  expect(web.publicUrl).toBe("https://accounts.example.org");
  expect(slack.apiUrl).toBe("https://slack.com/api/");
});

it("Everything that is missing or wrong is said at once, a sentence each", async () => {
  const faults = await faultsOf(
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
  const text = faults.join("\n");
  for (const sentence of [
    "DATABASE_URL is missing",
    "SLACK_BOT_TOKEN must be the bot token, which starts with xoxb-",
    "PUBLIC_URL must be https://",
    "SLACK_APP_TOKEN is missing: it is required because slack.mode is socket",
    "slack.adminChannel must be an ID such as C0123ABCD, not a name",
    "mail.port",
    "times.closeAfter must be an interval such as 30s",
    "ldpa is not a setting",
  ]) {
    expect(text).toContain(sentence);
  }
});

it("A secret can come from a file, with or without a line break at its end", async () => {
  const SMTP_PASSWORD_FILE = await fileWith("smtp-password", "from a file\n");
  const ACCT_CONFIG = await fileWith("acct.yml", stringify(example));
  const { mail } = loadConfig({ ...variables, SMTP_PASSWORD: undefined, SMTP_PASSWORD_FILE, ACCT_CONFIG });
  expect(mail.password).toBe("from a file");
});

it.each<[string, object, Record<string, string | undefined>, string]>([
  [
    "a file of a secret that is not there",
    {},
    { SMTP_PASSWORD: undefined, SMTP_PASSWORD_FILE: "/nowhere" },
    "SMTP_PASSWORD_FILE: can't read the file",
  ],
  [
    "a certificate that is not there",
    { mail: { ...example.mail, caFile: "/nowhere.pem" } },
    {},
    "mail.caFile: can't read the file",
  ],
  ["a short key", {}, { ACCT_SECRET_KEY: "c2hvcnQ=" }, "ACCT_SECRET_KEY must be at least 32 random bytes"],
  [
    "a certificate that is none",
    { mail: { ...example.mail, caFile: "package.json" } },
    {},
    "mail.caFile: the file contains no PEM certificate: package.json",
  ],
  [
    "a key that no random generator made",
    {},
    { ACCT_SECRET_KEY: Buffer.alloc(32).toString("base64") },
    "ACCT_SECRET_KEY must be at least 32 random bytes",
  ],
  [
    "a name with a slip",
    { site: { name: "Campus", helpAdress: "help@example.org" } },
    {},
    "site.helpAdress is not a setting. Did you mean helpAddress?",
  ],
  ["an empty text", { site: { ...example.site, name: "" } }, {}, "site.name must not be empty"],
  ["a text for a number", { mail: { ...example.mail, port: "abc" } }, {}, "mail.port must be a number"],
  [
    "a word of none of them",
    { slack: { ...example.slack, mode: "sockets" } },
    {},
    "slack.mode must be socket or http",
  ],
  [
    "a sender without an address",
    { mail: { ...example.mail, from: "nobody" } },
    {},
    "mail.from must be an address such as",
  ],
  ["no admins", { slack: { ...example.slack, admins: {} } }, {}, "no one could approve"],
  ["an approval twice", { approvals: { account: ["pi", "pi"] } }, {}, "must not name an approval twice"],
  [
    "numbers that run backwards",
    { registry: { uidNumbers: { from: 3000, to: 2000 } } },
    {},
    "a from that is smaller than its to",
  ],
  [
    "a rule that makes no usernames",
    { usernames: { rule: "{nickname}" } },
    {},
    "usernames.rule must consist of",
  ],
  [
    "HTTP mode without its secret",
    { slack: { ...example.slack, mode: "http" } },
    {},
    "SLACK_SIGNING_SECRET is missing: it is required because slack.mode is http",
  ],
])("%s is one clear sentence", async (_, settings, but, sentence) => {
  expect(await faultsOf(settings, but)).toEqual([expect.stringContaining(sentence)]);
});

it.each<[string, object, Record<string, string>]>([
  ["the directory", { ldap: { ...example.ldap, url: "ldap://ldap.example.org", startTls: false } }, {}],
  [
    "a mail server that is called like this machine",
    { mail: { ...example.mail, host: "127.evil.example", startTls: false } },
    {},
  ],
  [
    "a mail server of such a domain",
    { mail: { ...example.mail, host: "localhost.evil.example", startTls: false } },
    {},
  ],
  [
    "Keystone",
    { openstack: { authUrl: "http://cloud.example.org/v3", username: "acct" } },
    { OPENSTACK_PASSWORD: "x" },
  ],
  ["setpass' Keystone", { setpass: { authUrl: "http://cloud.example.org/v3" } }, {}],
  ["slurmrestd", { slurm: { rest: { url: "http://slurm.example.org" } } }, { SLURM_JWT: "x" }],
  ["Slack", {}, { SLACK_API_URL: "http://evil.example/" }],
  ["the pages", {}, { PUBLIC_URL: "http://127.evil.example" }],
  ["the database", {}, { DATABASE_URL: "postgres://acct:secret@db.example.org/acct" }],
  ["one of several databases", {}, { DATABASE_URL: "postgres://acct:secret@localhost,db.example.org/acct" }],
])(
  "Secrets never cross the network in clear: %s on another machine without TLS is refused",
  async (_, settings, but) => {
    expect(await faultsOf(settings, but)).toEqual([expect.stringMatching(/encrypt|another machine/)]);
  },
);

it.each(["?sslmode=verify-full", "?sslmode=disable", "?ssl=true"])(
  "A database on another machine is taken with %s, which is written there on purpose",
  async (how) => {
    for (const hosts of ["db.example.org", "localhost:5433,db.example.org:5432"]) {
      const DATABASE_URL = `postgres://acct:secret@${hosts}/acct${how}`;
      expect(await faultsOf({}, { DATABASE_URL })).toEqual([]);
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

it("What is missing is said with the place where acct looked for it", async () => {
  const faults = await faultsOf({}, { DATABASE_URL: undefined });
  expect(faults).toEqual([expect.stringContaining(`or in ${resolve(".env")}, which does not exist`)]);
});

it("ACCT_ENV_FILE names the file of variables; one that others can read is warned of", async () => {
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

it("A missing or unreadable acct.yml is said so, beside all other faults", () => {
  const load = (ACCT_CONFIG: string) => () =>
    loadConfig({ ...variables, DATABASE_URL: "mysql://x", ACCT_CONFIG });
  expect(load(join(folder, "none.yml"))).toThrow(/none\.yml does not exist: copy acct\.example\.yml/);
  expect(load(join(folder, "none.yml"))).toThrow(/DATABASE_URL must be a postgres:\/\/ URL/);
});

it("acct.yml that is no YAML is said so, with the line", async () => {
  const ACCT_CONFIG = await fileWith("broken.yml", "site:\n  name: [unclosed\n");
  expect(() => loadConfig({ ...variables, ACCT_CONFIG })).toThrow(/can't read .*broken\.yml: .*line \d/s);
  expect(() => loadConfig({ ...variables, ACCT_CONFIG })).not.toThrow(/is missing/);
});

it(".env.example names every variable that acct reads, and no other", async () => {
  const text = await readFile(".env.example", "utf8");
  const named = Object.keys(parseEnv(text.replace(/^#(?=[A-Z_]+=)/gm, "")));
  expect(named.toSorted()).toEqual([...Object.keys(environmentSchema.shape), "ACCT_CONFIG"].toSorted());
});

it("A mistyped switch is a fault and not a switch that is off: the copy of a drill would go to work as the real one", async () => {
  expect(await faultsOf({}, { ACCT_REHERSAL: "1" })).toEqual([
    "ACCT_REHERSAL is not a variable that acct knows. Did you mean ACCT_REHEARSAL?",
  ]);
});

it("A rehearsal needs no token of Slack and no password of the mail server, because a copy must not have them", async () => {
  const without = { SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined, SMTP_PASSWORD: undefined };
  expect(await faultsOf({}, without)).toHaveLength(3);
  expect(await faultsOf({}, { ...without, ACCT_REHEARSAL: "1" })).toEqual([]);
});
