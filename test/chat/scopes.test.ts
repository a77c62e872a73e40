import { afterEach, expect, it } from "vitest";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import type { Sandbox } from "../../dev/sandbox/sandbox.ts";
import { startSandbox } from "../../dev/sandbox/start-sandbox.ts";
import type { Actor } from "../../src/chat/chat.ts";
import type { Inbox } from "../../src/chat/interaction.ts";
import { slackChecks } from "../../src/chat/slack/check-slack.ts";
import { type Slack, slack } from "../../src/chat/slack/slack.ts";
import { openLog } from "../../src/log.ts";
import { manifest } from "../dev/sandbox/a-workspace.ts";

const opened: { sandbox: Sandbox; chat: Slack }[] = [];
afterEach(async () => {
  for (const { sandbox, chat } of opened.splice(0)) {
    await chat.stop();
    await sandbox.stop();
  }
});

/** Starts acct's Slack client in a workspace that has not granted one of the scopes. */
async function without(scope: string): Promise<{ sandbox: Sandbox; chat: Slack }> {
  const bot = manifest.oauth_config.scopes.bot.filter((each) => each !== scope);
  const sandbox = await startSandbox({ manifest: { ...manifest, oauth_config: { scopes: { bot } } } });
  const chat = slack(configOf(sandbox), openLog("silent"));
  opened.push({ sandbox, chat });
  await chat.start(async () => ({ kind: "none" }), keepsNothing);
  return { sandbox, chat };
}
function configOf({ workspace: { tokens, signingSecret }, apiUrl }: Sandbox) {
  return {
    mode: "socket" as const,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    apiUrl,
    adminChannel: ADMIN_CHANNEL,
    admins: { userGroup: ADMIN_GROUP, users: [] },
    messagesPerMinute: 60,
  };
}
const keepsNothing: Inbox = {
  keeps: () => false,
  keep: async () => "unkept",
  finish: async () => undefined,
};
const notice = { title: "Hello", lines: [] };

/** A call that fails without each scope. It must succeed with all of them, or the test would prove nothing. */
const needs: Readonly<Record<string, (chat: Slack, sandbox: Sandbox) => Promise<unknown>>> = {
  "chat:write": (chat) => chat.post({ kind: "channel", id: `slack:${ADMIN_CHANNEL}` }, notice),
  "im:write": (chat) => chat.post({ kind: "person", id: "slack:U0AMY" }, notice),
  "im:history": (_, sandbox) => sandbox.say({ user: "U0AMY", text: "Hello" }).then(acked),
  "users:read": (chat) => chat.getUser("slack:U0AMY"),
  "users:read.email": (chat) => chat.findByEmail("amy@example.org").then(found),
  "usergroups:read": (chat) => chat.getUser("slack:U0ADA").then(isAdmin),
  "channels:read": (_, sandbox) => slackChecks(configOf(sandbox)).adminChannel(),
  "groups:read": (_, sandbox) => {
    Object.assign(sandbox.workspace.channels.get(ADMIN_CHANNEL) ?? {}, { isPrivate: true });
    return slackChecks(configOf(sandbox)).adminChannel();
  },
  commands: (_, sandbox) =>
    sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct help" }).then(acked),
};

it.each(manifest.oauth_config.scopes.bot)(
  "The scope %s is needed: without it acct cannot do its work",
  async (scope) => {
    const need = needs[scope];
    if (!need) throw new Error(`no call shows what ${scope} is needed for`);
    const complete = await without("none");
    await need(complete.chat, complete.sandbox);
    const lacking = await without(scope);
    await expect(need(lacking.chat, lacking.sandbox)).rejects.toThrow();
  },
);

function found(actor: Actor | undefined): void {
  if (!actor) throw new Error("found no one");
}

function acked({ acked }: { acked: boolean }): void {
  if (!acked) throw new Error("not acknowledged");
}

function isAdmin({ isAdmin }: Actor): void {
  if (!isAdmin) throw new Error("not known as an admin");
}
