import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { ADMIN_CHANNEL } from "../../sandbox/campus.ts";
import { run } from "../services/run.ts";
import { newSite } from "./new-site.ts";

const site = await newSite();
const { sandbox } = site;
await site.start();
afterAll(() => site.stop());
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** The doctor's findings with other variables, or with settings changed in the text of acct.yml. */
async function doctor(but: NodeJS.ProcessEnv = {}, change = (settings: string) => settings) {
  const ACCT_CONFIG = `${site.env.ACCT_CONFIG}.doctor`;
  await writeFile(ACCT_CONFIG, change(await readFile(site.env.ACCT_CONFIG ?? "", "utf8")));
  return run(process.execPath, [cli, "doctor"], { env: { ...site.env, ACCT_CONFIG, ...but } });
}

it("The doctor tries everything for real, leaves nothing behind, and finds a healthy site healthy", async () => {
  const { code, stdout } = await doctor();
  expect(stdout).not.toContain("FAIL");
  expect(code).toBe(0);
  for (const line of [
    /^ok {4}database: PostgreSQL \d+.*connected directly; its id is [\da-f-]{36}$/m,
    /^ok {4}clock: as the database's, within 5 s$/m,
    /^ok {4}Slack: Campus as acct, with all scopes$/m,
    /^ok {4}Slack connection: Socket Mode can connect$/m,
    /^ok {4}admin channel: can post in C0ACCOUNTS, which is ours alone$/m,
    /^ok {4}admins: 2 may approve$/m,
    /^ok {4}directory: ldaps:.*can make people and groups$/m,
    /^ok {4}mail: 127\.0\.0\.1:\d+ takes mails from us, over TLS$/m,
    /^ok {4}pages: http:.* answers$/m,
  ]) {
    expect(stdout).toMatch(line);
  }
  expect(sandbox.messages(ADMIN_CHANNEL)).toEqual([]);
  expect(await site.slapd?.search("(|(uid=acct-doctor*)(cn=acct-doctor*))", "dn")).toBe("");
});

it.each<[string, NodeJS.ProcessEnv, (settings: string) => string, string]>([
  [
    "a wrong bot token",
    { SLACK_BOT_TOKEN: "xoxb-wrong" },
    same,
    "FAIL  Slack: SLACK_BOT_TOKEN: Slack does not know this token",
  ],
  [
    "a wrong app token",
    { SLACK_APP_TOKEN: "xapp-wrong" },
    same,
    "FAIL  Slack connection: SLACK_APP_TOKEN: Slack does not know",
  ],
  [
    "a channel without the bot",
    {},
    instead("C0ACCOUNTS", "C0GENERAL"),
    "FAIL  admin channel: slack.adminChannel: invite the bot",
  ],
  [
    "a channel that is not there",
    {},
    instead("C0ACCOUNTS", "C0NOWHERE"),
    "FAIL  admin channel: slack.adminChannel: check the channel's id",
  ],
  [
    "a user group that is not there",
    {},
    instead("S0ADMINS", "S0NOBODY"),
    "FAIL  admins: slack.admins.userGroup: there is no such user group",
  ],
  ["a directory that refuses us", { LDAP_BIND_PASSWORD: "wrong" }, same, "FAIL  directory: LDAP (ldaps:"],
  [
    "a directory that lets us read only",
    { LDAP_BIND_PASSWORD: "reader-password" },
    instead("cn=acct,", "cn=reader,"),
    "the bind entry may not do this: give it write access",
  ],
  [
    "a mail server that refuses us",
    { SMTP_PASSWORD: "wrong" },
    same,
    "FAIL  mail: the mail server 127.0.0.1:",
  ],
  [
    "a database that is down",
    { DATABASE_URL: "postgres://acct@127.0.0.1:1/acct" },
    same,
    "FAIL  database: connect ECONNREFUSED",
  ],
  [
    "a public address that leads nowhere",
    { PUBLIC_URL: "http://127.0.0.1:1" },
    same,
    "FAIL  pages: PUBLIC_URL http://127.0.0.1:1 does not answer",
  ],
])("The doctor names %s and what to do, and goes on with the rest", async (_, but, change, sentence) => {
  const { code, stdout } = await doctor(but, change);
  expect(code).toBe(1);
  expect(stdout).toContain(sentence);
  expect(stdout.trim().split("\n")).toHaveLength(9);
});

it("The doctor warns of an admin channel that another organisation reads too", async () => {
  const channel = sandbox.workspace.channels.get(ADMIN_CHANNEL);
  Object.assign(channel ?? {}, { extShared: true });
  const { code, stdout } = await doctor();
  Object.assign(channel ?? {}, { extShared: false });
  expect(code).toBe(1);
  expect(stdout).toContain("FAIL  admin channel: C0ACCOUNTS is shared with another organisation");
});

function same(settings: string): string {
  return settings;
}
function instead(before: string, after: string) {
  return (settings: string) => settings.replace(before, after);
}
