import { randomBytes } from "node:crypto";
import { campus, type Seed } from "../../../dev/sandbox/mattermost/campus.ts";
import { type MattermostOptions, startMattermost } from "../../../dev/sandbox/mattermost/start-mattermost.ts";
import { openMattermost } from "../../../src/app/open-mattermost.ts";
import type { MattermostConfig } from "../../../src/chat/mattermost/mattermost-config.ts";
import { toChatId } from "../../../src/chat/mattermost/mattermost-id.ts";
import type { Pace } from "../../../src/chat/pace.ts";
import { guardLogins } from "../../../src/credentials/guard-logins.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { openLog } from "../../../src/log.ts";
import type { TestDatabase } from "../../new-database.ts";

/** A simulated server with acct in it. */
export async function openChat(
  { db }: Pick<TestDatabase, "db">,
  settings: Partial<MattermostConfig> = {},
  options: MattermostOptions = {},
  pace?: Pace,
) {
  const server = await startMattermost({
    ...options,
    settings: { enableSignUpWithEmail: false, ...options.settings },
  });
  let clock = Date.now();
  const now = () => new Date(clock);
  const config: MattermostConfig = {
    url: server.url,
    token: server.botToken,
    commandToken: "",
    team: server.team.name,
    adminChannel: server.adminChannel.name,
    admins: { channelMembers: true, users: [] },
    callbackUrl: "http://127.0.0.1:1",
    messagesPerMinute: 6000,
    trustAddresses: true,
    ...settings,
  };
  const log = openLog("silent");
  const secretKey = secretKeys(randomBytes(32));
  const guards = guardLogins({ db, secretKey: randomBytes(32), now, log });
  const open = () =>
    openMattermost(config, { db, now, log, guards, secretKey, timeZone: "UTC", ...(pace ? { pace } : {}) });
  return {
    server,
    chat: open(),
    /** acct after a restart, which remembers only what the database does. */
    reopen: open,
    user: (name: string) => toChatId(server.user(name).id),
    callsOf: (call: string) => server.calls.filter((one) => one.call === call),
    /** Moves acct's clock. */
    pass(ms: number) {
      clock += ms;
    },
    close: () => server.stop(),
  };
}

/** The campus with this many more people in the admin channel. */
export function campusWith(members: number): Seed {
  const more = Array.from({ length: members }, (_, index) => `member${String(index).padStart(3, "0")}`);
  return {
    ...campus,
    people: [...campus.people, ...more.map((username) => ({ username, firstName: "M", lastName: username }))],
    channels: campus.channels.map((channel) =>
      channel.isPrivate === true ? { ...channel, members: [...channel.members, ...more] } : channel,
    ),
  };
}
