import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startPostgres } from "../../dev/local-stack/postgres.ts";
import { run } from "../../dev/local-stack/run.ts";
import { startSheets } from "../../dev/local-stack/sheets/start-sheets.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { HEADINGS } from "../pipeline/sheets/sheet-desk.ts";
import { newSite } from "./new-site.ts";

const colleagues = [10_000, 10_001].map(
  (uidNumber) => `dn: uid=c${uidNumber},ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
uid: c${uidNumber}
cn: C
sn: C
uidNumber: ${uidNumber}
gidNumber: 1
homeDirectory: /home/c
`,
);
const site = await newSite({ entries: colleagues.join("\n") });
const { sandbox } = site;
await site.start();
/** A page from another server, at the address where acct's pages should be. */
const stranger = createServer((_request, response) => response.end("<h1>Welcome</h1>")).listen(
  0,
  "127.0.0.1",
);
await once(stranger, "listening");
afterAll(async () => {
  stranger.close();
  await site.stop();
});
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** The doctor's output with other variables, or with other settings in acct.yml. */
async function doctor(but: NodeJS.ProcessEnv = {}, change = (settings: string) => settings) {
  const ACCT_CONFIG = `${site.env.ACCT_CONFIG}.doctor`;
  await writeFile(
    ACCT_CONFIG,
    change(JSON.stringify(JSON.parse(await readFile(site.env.ACCT_CONFIG ?? "", "utf8")))),
  );
  return run(process.execPath, [cli, "doctor"], { env: { ...site.env, ACCT_CONFIG, ...but } });
}

const CHECKS = [
  "secret key",
  "database",
  "clock",
  "approvals",
  "audit log",
  "Slack",
  "Slack connection",
  "admin channel",
  "admins",
  "directory",
  "numbers",
  "adoption",
  "mail",
  "pages",
].toSorted();

/** The names of the checks that were run. A check may have a line for its finding and one for each warning. */
const checksIn = (stdout: string) =>
  [...new Set(stdout.match(/^\w+ +[^:]+(?=: )/gm)?.map((line) => line.slice(6)))].toSorted();

/** What the doctor printed, by its occasion. */
const pages: string[] = [];

/** Keeps these lines for the golden file, without what differs from run to run. */
function keep(name: string, lines: string) {
  const text = lines
    .trimEnd()
    .replaceAll(inject("folder"), "…")
    .replace(/[\da-f]{8}-[\da-f-]{27}/g, "…")
    .replace(/(?<=(?:localhost|127\.0\.0\.1|127\.1):)\d{4,5}/g, "…")
    .replace(/\d{4}-\d\d-\d\d(?: \d\d:\d\d)?/g, "…")
    .replace(/PostgreSQL [\d.]+/g, "PostgreSQL …")
    .replace(/-?\d+ m?s\b/g, "… ms")
    .replace(/\b[\da-f]{8}\b/g, "…");
  pages.push(`== ${name}\n${text}\n`);
}

it("The doctor checks every dependency, leaves nothing behind, and reports a healthy site as healthy", async () => {
  const { code, stdout } = await doctor();
  expect(stdout).not.toContain("FAIL");
  expect(code).toBe(0);
  expect(checksIn(stdout)).toEqual(CHECKS);
  keep("a healthy site", stdout);
  for (const line of [
    /^ok {4}secret key: .*\b[0-9a-f]{8}\b/m,
    /^ok {4}database: PostgreSQL \d+.*[\da-f-]{36}$/m,
    /^ok {4}clock: /m,
    /^ok {4}Slack: .*\bCampus\b.*\bacct\b/m,
    /^ok {4}Slack connection: /m,
    /^ok {4}admin channel: .*C0ACCOUNTS/m,
    /^ok {4}admins: .*\b2\b/m,
    /^ok {4}directory: ldaps:/m,
    /^ok {4}numbers: .*\b40000\b.*\b30000\b/m,
    /^ok {4}mail: .*\b127\.0\.0\.1:\d+ /m,
    /^ok {4}pages: http:/m,
  ]) {
    expect(stdout).toMatch(line);
  }
  expect(sandbox.messages(ADMIN_CHANNEL)).toEqual([]);
  expect(await site.slapd?.search("(|(uid=acct-doctor*)(cn=acct-doctor*))", "dn")).toBe("");
});

it.each<[string, NodeJS.ProcessEnv, (settings: string) => string, RegExp]>([
  ["a wrong bot token", { SLACK_BOT_TOKEN: "xoxb-wrong" }, same, /^FAIL {2}Slack: SLACK_BOT_TOKEN: /m],
  [
    "a wrong app token",
    { SLACK_APP_TOKEN: "xapp-wrong" },
    same,
    /^FAIL {2}Slack connection: SLACK_APP_TOKEN: /m,
  ],
  [
    "a channel without the bot",
    {},
    instead("C0ACCOUNTS", "C0GENERAL"),
    /^FAIL {2}admin channel: slack\.adminChannel: /m,
  ],
  [
    "a channel that does not exist",
    {},
    instead("C0ACCOUNTS", "C0NOWHERE"),
    /^FAIL {2}admin channel: slack\.adminChannel: /m,
  ],
  [
    "a user group that does not exist",
    {},
    instead("S0ADMINS", "S0NOBODY"),
    /^FAIL {2}admins: slack\.admins\.userGroup: /m,
  ],
  [
    "a directory that rejects acct's login",
    { LDAP_BIND_PASSWORD: "wrong" },
    same,
    /^FAIL {2}directory: LDAP \(ldaps:/m,
  ],
  [
    "a directory in which acct has only read access",
    { LDAP_BIND_PASSWORD: "reader-password" },
    instead("cn=acct,", "cn=reader,"),
    /^FAIL {2}directory: LDAP/m,
  ],
  [
    "a mail server that rejects acct's login",
    { SMTP_PASSWORD: "wrong" },
    same,
    /^FAIL {2}mail: .*127\.0\.0\.1:/m,
  ],
  [
    "a database that is down",
    { DATABASE_URL: "postgres://acct@127.0.0.1:1/acct" },
    same,
    /^FAIL {2}database: DATABASE_URL: .*127\.0\.0\.1:1\b/m,
  ],
  [
    "an admin whom Slack does not know",
    {},
    instead('"admins":{', '"admins":{"users":["U0NOSUCH"],'),
    /^FAIL {2}admins: slack\.admins\.users: U0NOSUCH\b/m,
  ],
  [
    "an admin who has left",
    {},
    instead('"admins":{', '"admins":{"users":["U0GONE"],'),
    /^FAIL {2}admins: slack\.admins\.users: U0GONE\b/m,
  ],
  [
    "UID numbers that are all taken",
    {},
    instead('"site":', '"registry":{"uidNumbers":{"from":10000,"to":10001}},"site":'),
    /^FAIL {2}numbers: .*\b10000\b.*\b10001\b.*registry\.uidNumbers/m,
  ],
  [
    "a public address that leads to something else",
    { PUBLIC_URL: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}` },
    same,
    /^FAIL {2}pages: PUBLIC_URL /m,
  ],
  [
    "a public address that leads to another acct",
    { ACCT_SECRET_KEY: Buffer.alloc(32, "another").toString("base64") },
    same,
    /^FAIL {2}pages: PUBLIC_URL .*ACCT_SECRET_KEY/m,
  ],
  [
    "a public address that leads nowhere",
    { PUBLIC_URL: "http://127.0.0.1:1" },
    same,
    /^FAIL {2}pages: PUBLIC_URL .*http:\/\/127\.0\.0\.1:1\b/m,
  ],
])("The doctor reports %s, and continues with the other checks", async (name, but, change, finding) => {
  const { code, stdout } = await doctor(but, change);
  expect(code).toBe(1);
  expect(stdout).toMatch(finding);
  expect(checksIn(stdout)).toEqual(CHECKS);
  keep(name, stdout.match(/^FAIL.*/gm)?.join("\n") ?? "");
});

it("The doctor checks Request Tracker if it is configured", async () => {
  const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const withRt = instead('"site":', `"rt":{"url":"${url}","queue":"accounts"},"site":`);
  const { code, stdout } = await doctor({ RT_TOKEN: "1-27-0123456789abcdef" }, withRt);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAIL {2}Request Tracker: .*rt\.url/m);
  keep("a page in place of Request Tracker", stdout.match(/^FAIL.*/gm)?.join("\n") ?? "");
});

it("The doctor checks GitLab once if it is configured", async () => {
  const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const { code, stdout } = await doctor({ GITLAB_URL: url, GITLAB_ACCESS_TOKEN: "glpat-1" });
  expect(code).toBe(1);
  expect(stdout.match(/^\S+ +GitLab: .*/gm)).toEqual([
    expect.stringMatching(/^FAIL {2}GitLab: .*gitlab\.url/),
  ]);
});

it("The doctor names the rules with their modes, and tries the systems that they ask", async () => {
  const rules = {
    staff: { when: { ldapGroup: "staff" }, approve: "admin", mode: "on", for: ["account"] },
    trusted: {
      when: { anyOf: [{ allowList: "no-such-file.txt" }, { gerritGroup: "Trusted" }] },
      warn: "Look twice.",
    },
  };
  const withRules = instead('"site":', `"rules":${JSON.stringify(rules)},"site":`);
  const { code, stdout } = await doctor({}, withRules);
  expect(code).toBe(1);
  expect(checksIn(stdout)).toEqual([...CHECKS, "rules", "LDAP for rules", "allow list for rules"].toSorted());
  const lines = stdout.match(/^\S+ +(?:rules|(?:LDAP|allow list) for rules): .*/gm)?.join("\n") ?? "";
  expect(lines).toMatch(/^ok {4}rules: staff \(on\), trusted \(shadow\)$/m);
  expect(lines).toMatch(/^warn {2}rules: .*trusted.*gerritGroup.*gerrit and ldap/m);
  expect(lines).toMatch(/^FAIL {2}LDAP for rules: .*staff/m);
  expect(lines).toMatch(/^FAIL {2}allow list for rules: .*no-such-file\.txt/m);
  keep("rules", lines);
});

it("The doctor reports an unreachable Slack once, with its host, and warns if few numbers are left", async () => {
  const few = instead('"site":', '"registry":{"gidNumbers":{"from":10000,"to":10009}},"site":');
  const { stdout } = await doctor({ SLACK_API_URL: "http://127.0.0.1:9/api/" }, few);
  expect(stdout.match(/^FAIL.*/gm)).toEqual([expect.stringMatching(/^FAIL {2}Slack: .*127\.0\.0\.1:9\b/)]);
  expect(stdout).toMatch(/^warn {2}numbers: .*\b10\b.*registry\.gidNumbers/m);
  keep("an unreachable Slack, and few numbers", stdout.match(/^(?:FAIL|warn).*/gm)?.join("\n") ?? "");
});

describe("The database connection", () => {
  const UNENCRYPTED = /^warn {2}database: /m;
  /** This machine by an unusual name, which acct takes for another machine. */
  const elsewhere = (url: string, sslmode: string) =>
    `${url.replace("127.0.0.1", "127.1")}?sslmode=${sslmode}`;

  it("can be unencrypted on this machine, but causes a warning if it leads to another machine", async () => {
    const url = site.database.url;
    expect((await doctor()).stdout).not.toMatch(UNENCRYPTED);
    const { code, stdout } = await doctor({ DATABASE_URL: elsewhere(url, "disable") });
    expect(stdout).toMatch(UNENCRYPTED);
    expect(code).toBe(0);
  });

  it("is checked with PostgreSQL, which knows whether a connection to another machine is encrypted", async () => {
    const folder = join(inject("folder"), "doctor-tls");
    const { cert, key } = await makeCertificates(join(folder, "certificates"));
    const postgres = await startPostgres({ folder: join(folder, "postgres"), tls: { cert, key } });
    const url = await postgres.createDatabase("encrypted");
    const migrated = await run(process.execPath, [cli, "migrate"], {
      env: { ...site.env, DATABASE_URL: url },
    });
    expect(migrated.code).toBe(0);
    const { stdout } = await doctor({ DATABASE_URL: elsewhere(url, "no-verify") });
    expect(stdout).toMatch(/^ok {4}database: PostgreSQL/m);
    expect(stdout).not.toMatch(UNENCRYPTED);
    expect((await doctor({ DATABASE_URL: elsewhere(url, "disable") })).stdout).toMatch(UNENCRYPTED);
    await postgres.stop();
  });
});

it("The doctor reports an admin channel that is shared with another organization", async () => {
  const channel = sandbox.workspace.channels.get(ADMIN_CHANNEL);
  Object.assign(channel ?? {}, { extShared: true });
  const { code, stdout } = await doctor();
  Object.assign(channel ?? {}, { extShared: false });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAIL {2}admin channel: .*C0ACCOUNTS/m);
  keep("a shared channel", stdout.match(/^FAIL.*/gm)?.join("\n") ?? "");
});

it("The doctor trusts a CA in the system's certificate store, and otherwise names the missing setting", async () => {
  const withoutCas = (settings: string) => settings.replaceAll(/,"caFile":"[^"]*"/g, "");
  const { caFile } = (
    JSON.parse(await readFile(site.env.ACCT_CONFIG ?? "", "utf8")) as { ldap: { caFile: string } }
  ).ldap;
  const { stdout } = await doctor({}, withoutCas);
  expect(stdout).toMatch(/^FAIL {2}directory: .*\bldap\.caFile\b/m);
  expect(stdout).toMatch(/^FAIL {2}mail: .*\bmail\.caFile\b/m);
  keep("unknown CAs", stdout.match(/^FAIL.*/gm)?.join("\n") ?? "");
  expect((await doctor({ SSL_CERT_FILE: caFile }, withoutCas)).stdout).not.toContain("FAIL");
});

it("The doctor reads spreadsheets of Google, tries whether it may write, and names what is missing", async () => {
  const sheets = await startSheets();
  const account = sheets.account("acct");
  const headings = HEADINGS.filter((title) => title !== "Phone");
  const access = sheets.create({
    shareWith: [account],
    tabs: { "Form Responses 1": { headings, isForm: true }, "Current Users": { headings } },
  });
  const quotas = sheets.create({ title: "Quotas", tabs: { "Form Responses 1": { headings } } });
  quotas.share(account, "reader");
  const ids = JSON.stringify({ access: { id: access.id }, quotas: { id: quotas.id } });
  const { code, stdout } = await doctor(
    { GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()), SHEETS_API_URL: sheets.url },
    instead('"site":', `"sheets":${ids},"site":`),
  );
  expect(code).toBe(1);
  expect(checksIn(stdout)).toEqual([...CHECKS, "access sheet", "quotas sheet"].toSorted());
  expect(stdout).toMatch(/^ok {4}access sheet: /m);
  expect(stdout).toMatch(/^warn {2}access sheet: .*sheets\.access\.tabs\.spam/m);
  expect(stdout).toMatch(/^warn {2}access sheet: .*21 columns.*Phone/m);
  expect(stdout).toMatch(/^FAIL {2}quotas sheet: .*Editor/m);
  expect(access.stamps("Form Responses 1")).toEqual([[]]);
  keep("spreadsheets of Google", stdout.match(/^.* {2,4}\w+ sheet: .*/gm)?.join("\n") ?? "");
  await sheets.stop();
});

it("The doctor says whether the help desk's address works, and what keeps its tickets from working", async () => {
  const withHelpdesk = (settings: object) =>
    instead(
      '"mail":',
      `"helpdesk":${JSON.stringify({ address: "tickets@example.org", ...settings })},"mail":`,
    );
  const { stdout } = await doctor({}, withHelpdesk({ tag: "[help.example.org #{number}]" }));
  expect(stdout).toMatch(/^ok {4}help desk: tickets@example\.org /m);
  expect(stdout).not.toMatch(/^warn {2}help desk/m);
  const careless = (await doctor({}, withHelpdesk({ autoSubmitted: true }))).stdout;
  expect(careless).toMatch(/^warn {2}help desk: helpdesk\.autoSubmitted /m);
  expect(careless).toMatch(/^warn {2}help desk: helpdesk\.tag /m);
  site.mailCatcher.refused.set("tickets@example.org", 550);
  const refused = (await doctor({}, withHelpdesk({}))).stdout;
  expect(refused).toMatch(/^FAIL {2}help desk: .*helpdesk\.address/m);
  keep(
    "a help desk",
    [careless, refused].flatMap((page) => page.match(/^.*help desk: .*/gm) ?? []).join("\n"),
  );
});

it("What the doctor prints reads as approved", async () => {
  await expect(pages.join("\n")).toMatchFileSnapshot("../golden/doctor.txt");
});

function same(settings: string): string {
  return settings;
}
function instead(before: string, after: string) {
  return (settings: string) => settings.replace(before, after);
}
