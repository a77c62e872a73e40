import { afterEach, expect, it } from "vitest";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import type { Sandbox } from "../../dev/sandbox/sandbox.ts";
import { startSandbox } from "../../dev/sandbox/start-sandbox.ts";
import { NoAdminsError, SharedChannelError } from "../../src/chat/chat.ts";
import type { Inbox } from "../../src/chat/interaction.ts";
import { type Slack, slack } from "../../src/chat/slack/slack.ts";
import { openLog } from "../../src/log.ts";
import { openMetrics } from "../../src/metrics.ts";
import { manifest } from "../dev/sandbox/a-workspace.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const keepsNothing: Inbox = { keeps: () => false, keep: async () => "unkept", finish: async () => undefined };
interface Line {
  readonly reason?: string;
}

/** Starts the Slack client of one process, and returns what it logs about its connections. */
async function start({ workspace: { tokens, signingSecret }, apiUrl }: Sandbox) {
  const lines: Line[] = [];
  const log = openLog("silent");
  for (const level of ["info", "warn"] as const) log[level] = ((line: Line) => lines.push(line)) as never;
  const config = {
    mode: "socket" as const,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    apiUrl,
    adminChannel: ADMIN_CHANNEL,
    admins: { userGroup: ADMIN_GROUP, users: [] },
    messagesPerMinute: 60,
  };
  const chat: Slack = slack(config, log);
  stops.push(() => chat.stop());
  await chat.start(async () => ({ kind: "none" }), keepsNothing);
  return { chat, reasons: () => lines.flatMap(({ reason }) => reason ?? []) };
}
async function aSandbox() {
  const sandbox = await startSandbox({ manifest });
  stops.push(() => sandbox.stop());
  return sandbox;
}

it("Each disconnect is logged with its reason, and the gauge follows the connections", async () => {
  const sandbox = await aSandbox();
  const { chat, reasons } = await start(sandbox);
  const metrics = openMetrics({} as never, openLog("silent"));
  metrics.watchSlack(chat);
  expect(await metrics.read()).toMatch(/^acct_slack_sockets 2$/m);
  sandbox.refreshConnections();
  await expect.poll(reasons).toEqual(["refresh_requested", "refresh_requested"]);
  await expect.poll(() => chat.connections?.open()).toBe(2);
  sandbox.faults.refuseSockets = true;
  sandbox.dropConnections();
  await expect.poll(() => chat.connections?.open()).toBe(0);
  expect(await metrics.read()).toMatch(/^acct_slack_sockets 0$/m);
  expect(reasons()).toContain("none given");
});

it("A process whose connections are too many waits for a minute, and says why", async () => {
  const sandbox = await aSandbox();
  for (let n = 0; n < 5; n++) await start(sandbox);
  expect(sandbox.connections()).toBe(10);
  const sixth = await start(sandbox);
  expect(sandbox.surplusConnections()).toBe(2);
  expect(sixth.reasons()).toEqual(["too_many_websockets", "too_many_websockets"]);
  const [first] = stops.slice(1);
  await first?.();
  expect(sandbox.surplusConnections()).toBe(2);
});

it("While all connections are taken, another count says that there are ten", async () => {
  const sandbox = await aSandbox();
  const { chat } = await start(sandbox);
  for (let n = 0; n < 4; n++) await start(sandbox);
  await chat.connections?.recount();
  expect(chat.connections?.latest()).toMatchObject({ count: 10, isAsked: true });
});

it("An admin channel that is shared with another organization is reported, but a missing user group comes first", async () => {
  const sandbox = await aSandbox();
  const { chat } = await start(sandbox);
  Object.assign(sandbox.workspace.channels.get(ADMIN_CHANNEL) ?? {}, { extShared: true });
  await expect(chat.checkAdminChannel()).rejects.toThrow(SharedChannelError);
  sandbox.faults.errors = { "usergroups.users.list": "no_such_subteam" };
  await expect(chat.checkAdminChannel()).rejects.toThrow(NoAdminsError);
});
