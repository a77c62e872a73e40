import { afterAll, expect, it } from "vitest";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { startSandbox } from "../../dev/sandbox/start-sandbox.ts";
import { slack } from "../../src/chat/slack/slack.ts";
import { guardLogins } from "../../src/credentials/guard-logins.ts";
import { openLog } from "../../src/log.ts";
import { manifest } from "../dev/sandbox/a-workspace.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const sandbox = await startSandbox({ manifest });
afterAll(async () => {
  await Promise.all([sandbox.stop(), database.close()]);
});

it("After Slack rejects the bot token, acct makes no calls until a pause is over, and then tries again", async () => {
  const { tokens, signingSecret } = sandbox.workspace;
  let clock = Date.parse("2026-03-02T08:00:00Z");
  const guardDeps = {
    db: database.db,
    secretKey: Buffer.alloc(32),
    now: () => new Date(clock),
    log: openLog("silent"),
  };
  const config = {
    mode: "http" as const,
    botToken: tokens.bot,
    appToken: "",
    signingSecret,
    apiUrl: sandbox.apiUrl,
    adminChannel: ADMIN_CHANNEL,
    admins: { userGroup: undefined, users: [] },
    messagesPerMinute: 60,
  };
  const chat = slack(config, openLog("silent"), guardLogins(guardDeps));
  const inbox = { keeps: () => false, keep: async () => "kept" as const, finish: async () => undefined };
  await chat.start(async () => ({ kind: "none" }), inbox);
  Object.assign(tokens, { bot: "xoxb-a-new-one" });
  await expect(chat.ping()).rejects.toThrow(/SLACK_BOT_TOKEN.*invalid_auth/);

  const before = sandbox.calls.length;
  await expect(
    chat.post({ kind: "channel", id: `slack:${ADMIN_CHANNEL}` }, { title: "Hello", lines: [] }),
  ).rejects.toThrow(/SLACK_BOT_TOKEN/);
  await expect(chat.getUser("slack:U0ADA")).rejects.toThrow(/SLACK_BOT_TOKEN/);
  expect(sandbox.calls).toHaveLength(before);

  Object.assign(tokens, { bot: config.botToken });
  clock += 31_000;
  await chat.post({ kind: "channel", id: `slack:${ADMIN_CHANNEL}` }, { title: "Hello", lines: [] });
  await chat.stop();
});
