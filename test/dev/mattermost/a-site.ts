import { randomBytes } from "node:crypto";
import type { ServerVersion } from "../../../dev/sandbox/mattermost/installation.ts";
import { startMattermost } from "../../../dev/sandbox/mattermost/start-mattermost.ts";
import { type Api, openApi } from "./api.ts";
import { type Client, openClient } from "./client.ts";
import { type Integration, startIntegration } from "./integration.ts";

/** A server, a team with people, a bot and a private channel in it, and an integration that the server can call. */
export interface Site {
  readonly url: string;
  isAtLeast(major: number, minor?: number): boolean;
  readonly admin: Api;
  readonly bot: Api & { readonly id: string };
  readonly teamId: string;
  readonly channelId: string;
  /** A member of the team and of the channel. */
  readonly ada: Client;
  /** A member of both, too. */
  readonly grace: Client;
  /** A member of the team only. */
  readonly amy: Client;
  readonly integration: Integration;
  /** Makes a person, in the team and channel unless said otherwise. */
  person(name: string, into?: "channel" | "team" | "nothing"): Promise<Client>;
  /** Makes a bot of this owner, or of the admin. It is in nothing. */
  makeBot(name: string, owner?: Api): Promise<Api & { readonly id: string }>;
  /** Changes the server's settings, runs this, and restores them. */
  withSettings<T>(settings: Settings, run: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

type Settings = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** The versions to simulate, or the real server that `MATTERMOST_URL` and `MATTERMOST_ADMIN_TOKEN` lead to. */
export const SERVERS: readonly (ServerVersion | "the server of MATTERMOST_URL")[] = process.env.MATTERMOST_URL
  ? ["the server of MATTERMOST_URL"]
  : ["5.37.0", "10.11.0", "11.7.0", "12.1.0"];

export async function aSite(server: (typeof SERVERS)[number]): Promise<Site> {
  const simulated =
    server === "the server of MATTERMOST_URL" ? undefined : await startMattermost({ version: server });
  const url = simulated?.url ?? String(process.env.MATTERMOST_URL).replace(/\/+$/, "");
  const admin = openApi(url, simulated?.adminToken ?? String(process.env.MATTERMOST_ADMIN_TOKEN));
  const { body: config } = await admin.call("GET", "/config/client?format=old");
  const [major = 0, minor = 0] = String(config.Version).split(".").map(Number);
  const run = randomBytes(4).toString("hex");
  const clients: Client[] = [];

  const team = await admin.make("/teams", { name: `facts-${run}`, display_name: "Facts", type: "I" });
  const channel = await admin.make("/channels", {
    team_id: team.id,
    name: "accounts",
    display_name: "Accounts",
    type: "P",
  });
  async function join(userId: string, into: "channel" | "team" | "nothing"): Promise<void> {
    if (into === "nothing") return;
    await admin.make(`/teams/${team.id}/members`, { team_id: team.id, user_id: userId });
    if (into === "channel") await admin.make(`/channels/${channel.id}/members`, { user_id: userId });
  }
  async function person(name: string, into: "channel" | "team" | "nothing" = "channel"): Promise<Client> {
    const username = `${name}-${run}`;
    const password = `Facts-${run}-1!`;
    const email = `${username}@example.org`;
    const { id } = await admin.make("/users", {
      username,
      email,
      password,
      first_name: name,
      last_name: "Test",
    });
    await join(id, into);
    const client = await openClient(url, { id, username, password });
    clients.push(client);
    return client;
  }
  async function makeBot(name: string, owner: Api = admin) {
    const made = await owner.make("/bots", { username: `${name}-${run}`, display_name: name });
    const id = String(made.user_id);
    const { token } = await owner.make(`/users/${id}/tokens`, { description: "facts" });
    return { ...openApi(url, String(token)), id };
  }

  const bot = await makeBot("bot");
  await join(bot.id, "channel");
  const integration = await startIntegration();
  return {
    url,
    isAtLeast: (atLeast, andMinor = 0) => major > atLeast || (major === atLeast && minor >= andMinor),
    admin,
    bot,
    teamId: team.id,
    channelId: channel.id,
    ada: await person("ada"),
    grace: await person("grace"),
    amy: await person("amy", "team"),
    integration,
    person,
    makeBot,
    async withSettings(settings, run) {
      const before = (await admin.call("GET", "/config")).body as unknown as Settings;
      const old = Object.fromEntries(
        Object.entries(settings).map(([section, names]) => [
          section,
          Object.fromEntries(Object.keys(names).map((name) => [name, before[section]?.[name]])),
        ]),
      );
      await admin.call("PUT", "/config/patch", settings);
      try {
        return await run();
      } finally {
        await admin.call("PUT", "/config/patch", old);
      }
    },
    async stop() {
      for (const client of clients) client.close();
      await integration.stop();
      await simulated?.stop();
    },
  };
}
