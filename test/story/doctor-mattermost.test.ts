import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, it } from "vitest";
import { AlreadyReportedError } from "../../src/chat/already-reported-error.ts";
import { callbackPath } from "../../src/chat/mattermost/callback-keys.ts";
import { mattermostChecks } from "../../src/chat/mattermost/check-mattermost.ts";
import type { MattermostConfig } from "../../src/chat/mattermost/mattermost-config.ts";
import { describeForOperator } from "../../src/failure/describe-failure.ts";
import { openCallbacks } from "../chat/mattermost/open-callbacks.ts";

const site = await openCallbacks({
  settings: { enableSignUpWithEmail: false, allowedUntrustedInternalConnections: "localhost 127.0.0.1" },
});
const { server, deps } = site;
const { settings, users, commands } = server.installation;
afterAll(() => site.close());

const config: MattermostConfig = {
  ...{ url: server.url, token: server.botToken, commandToken: deps.commandToken },
  ...{ team: server.team.name, adminChannel: server.adminChannel.name, callbackUrl: deps.callbackUrl },
  ...{ admins: { channelMembers: true, users: ["ada"] }, messagesPerMinute: 60, trustAddresses: false },
};

const pages: string[] = [];

/** What the doctor says about Mattermost. It is kept for the golden file, without what differs from run to run. */
async function doctor(name: string, but: Partial<MattermostConfig> = {}): Promise<string> {
  const {
    server: about,
    adminChannel,
    admins,
    addresses,
    command,
    callback,
  } = mattermostChecks({ ...config, ...but }, deps.keys);
  const checks = { server: about, channel: adminChannel, admins, addresses, command, callbacks: callback };
  const lines: string[] = [];
  for (const [what, check] of Object.entries(checks)) {
    try {
      const found: string | { sentence: string; warnings: readonly string[] } = await check();
      const { sentence, warnings } = typeof found === "string" ? { sentence: found, warnings: [] } : found;
      lines.push(`ok    ${what}: ${sentence}`, ...warnings.map((warning) => `warn  ${what}: ${warning}`));
    } catch (error) {
      if (error instanceof AlreadyReportedError) continue;
      lines.push(`FAIL  ${what}: ${describeForOperator(error)}`);
    }
  }
  const text = lines.join("\n");
  pages.push(
    `== ${name}\n${text.replace(/(?<=(?:localhost|127\.0\.0\.1):)\d{4,5}/g, "…").replace(/(?<=\/mattermost\/)[\w-]{32}/g, "…")}\n`,
  );
  return text;
}

/** Starts another server, as there may be between Mattermost and acct. Returns its address. */
async function elsewhere(listener: RequestListener): Promise<string> {
  const other = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  afterAll(() => other.close());
  return `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
}

/** An address at which nothing listens. */
async function nowhere(): Promise<string> {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  return `http://127.0.0.1:${port}`;
}

it("A healthy server is healthy, and the doctor leaves nothing behind", async () => {
  const said = await doctor("a healthy site");
  expect(said).not.toContain("FAIL");
  expect(server.deliveries.filter(({ outcome }) => outcome === "answered")).not.toEqual([]);
  expect([...server.installation.posts.values()].filter(({ deleteAt }) => deleteAt === 0)).toEqual([]);
  expect(site.handled).toEqual([]);
});

it.each<[string, Partial<MattermostConfig>, RegExp]>([
  ["a wrong token", { token: "x".repeat(26) }, /^FAIL {2}server: .*MATTERMOST_TOKEN/m],
  ["a team that does not exist", { team: "nowhere" }, /^FAIL {2}channel: mattermost\.team: /m],
  [
    "a channel without the bot",
    { adminChannel: "town-square" },
    /^FAIL {2}channel: mattermost\.adminChannel: /m,
  ],
  [
    "a channel that does not exist",
    { adminChannel: "nowhere" },
    /^FAIL {2}channel: mattermost\.adminChannel: /m,
  ],
  [
    "an admin who does not exist",
    { admins: { channelMembers: false, users: ["stranger"] } },
    /^FAIL {2}admins: .*stranger/m,
  ],
  [
    "an admin who is a guest",
    { admins: { channelMembers: false, users: ["gus"] } },
    /^FAIL {2}admins: .*gus/m,
  ],
  [
    "a group that does not exist",
    { admins: { channelMembers: false, group: "stranger", users: [] } },
    /^FAIL {2}admins: .*stranger/m,
  ],
])("With %s, the doctor names the setting", async (name, but, expected) => {
  expect(await doctor(name, but)).toMatch(expected);
});

it("What in the settings of the server limits acct is said with the setting's name", async () => {
  const before = { ...settings };
  Object.assign(settings, {
    ...{ postEditTimeLimit: 300, restrictDirectMessage: "team", showEmailAddress: false },
    ...{ enableBotAccountCreation: false, siteURL: "" },
  });
  const otto = users.get(server.user("otto").id);
  const said = await doctor("limiting settings", { admins: { channelMembers: true, users: ["otto"] } });
  Object.assign(settings, before);
  for (const name of [
    "PostEditTimeLimit",
    "RestrictDirectMessage",
    "ShowEmailAddress",
    "EnableBotAccountCreation",
    "SiteURL",
  ])
    expect(said).toMatch(new RegExp(`^warn  server: .*${name}`, "m"));
  expect(said).toMatch(new RegExp(`^warn  admins: .*@${otto?.username}`, "m"));
});

it("Addresses are trusted only if acct.yml says so and no one can sign up with one of their choice", async () => {
  const trusting = { trustAddresses: true };
  expect(await doctor("trusted addresses", trusting)).toMatch(/^ok {4}addresses: /m);
  for (const [name, setting] of [
    ["EnableOpenServer", { enableOpenServer: true }],
    ["EnableSignUpWithEmail", { enableSignUpWithEmail: true }],
    ["ShowEmailAddress", { showEmailAddress: false }],
  ] as const) {
    const before = { ...settings };
    Object.assign(settings, setting);
    expect(await doctor(`trusted addresses and ${name}`, trusting)).toMatch(
      new RegExp(`^FAIL  addresses: .*${name}`, "m"),
    );
    Object.assign(settings, before);
  }
});

it("A callback that the server's own rules forbid is named with the setting and what to enter there", async () => {
  settings.allowedUntrustedInternalConnections = "";
  const said = await doctor("a loopback address that isn't allowed");
  settings.allowedUntrustedInternalConnections = "localhost 127.0.0.1";
  expect(said).toMatch(/^FAIL {2}callbacks: .*add 127\.0\.0\.1 to AllowedUntrustedInternalConnections/m);
});

it("A login page, a redirect, another program, or nothing at all where acct should be is told apart", async () => {
  const at = async (listener: RequestListener) => ({ callbackUrl: await elsewhere(listener) });
  const login = await at((_, response) =>
    response.writeHead(302, { location: "https://sso.example.org/" }).end(),
  );
  expect(await doctor("a redirect to a login", login)).toMatch(/^FAIL {2}callbacks: .*sso\.example\.org/m);
  const closed = await at((_, response) => response.writeHead(401).end());
  expect(await doctor("a login", closed)).toMatch(/^FAIL {2}callbacks: .*401/m);
  const page = await at((_, response) => response.end("<html>Welcome</html>"));
  expect(await doctor("a web page", page)).toMatch(/^FAIL {2}callbacks: .*web page/m);
  const other = await at((_, response) => response.setHeader("content-type", "application/json").end("{}"));
  expect(await doctor("another program", other)).toMatch(/^FAIL {2}callbacks: .*not from this acct/m);
  const nothing = { callbackUrl: await nowhere() };
  expect(await doctor("nothing", nothing)).toMatch(/^FAIL {2}callbacks: .*nothing listens/m);
});

it("The slash command is compared where the bot may read it, and tried where not", async () => {
  const [command] = [...commands.values()];
  if (!command) throw new Error("there is no command");
  const { url } = command;
  expect(await doctor("the command, tried")).toMatch(/^ok {4}command: .*responds/m);
  server.team.admins.add(server.bot.id);
  expect(await doctor("the command, read")).toMatch(/^ok {4}command: .*leads to/m);
  const token = { commandToken: "y".repeat(26) };
  expect(await doctor("another token of the command", token)).toMatch(
    /^FAIL {2}command: .*MATTERMOST_COMMAND_TOKEN/m,
  );
  command.url = `${await nowhere()}/old`;
  expect(await doctor("the command, leading elsewhere")).toContain(callbackPath("command", deps.keys));
  server.team.admins.delete(server.bot.id);
  expect(await doctor("the command, failing")).toMatch(/^FAIL {2}command: .*can't call/m);
  command.url = await elsewhere((_, response) => {
    response.setHeader("content-type", "application/json").end('{"text":"Hello!"}');
  });
  expect(await doctor("the command, answered by another program")).toMatch(/^FAIL {2}command: .*elsewhere/m);
  command.url = url;
  commands.delete(command.id);
  expect(await doctor("no command")).toMatch(/^FAIL {2}command: there is no slash command/m);
  commands.set(command.id, command);
});

it("A server that is away is said once", async () => {
  const said = await doctor("a server that is away", { url: await nowhere() });
  expect(said.match(/^FAIL/gm)).toHaveLength(1);
});

it("A channel that anyone can join makes no admins without a warning, and a bot's owner is named", async () => {
  const bot = users.get(server.bot.id);
  if (!bot) throw new Error("there is no bot");
  const { roles } = bot;
  server.channel("town-square").members.add(bot.id);
  bot.roles = "system_user system_admin";
  const said = await doctor("a public channel, and an owner", { adminChannel: "town-square" });
  bot.roles = roles;
  server.channel("town-square").members.delete(bot.id);
  expect(said).toMatch(/^warn {2}channel: .*public/m);
  expect(said).toMatch(/^warn {2}server: .*@sysadmin/m);
});

it("A bot that was disabled with its owner is named as that, once", async () => {
  server.setActive("sysadmin", false);
  const said = await doctor("a disabled bot");
  expect(said).toMatch(/^FAIL {2}server: .*disabled, probably with its owner/m);
  expect(said.match(/^FAIL/gm)).toHaveLength(1);
});

it("Its sentences read as approved", async () => {
  await expect(pages.join("\n")).toMatchFileSnapshot("../golden/doctor-mattermost.txt");
});
