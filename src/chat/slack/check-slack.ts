import { WebAPIPlatformError, WebClient } from "@slack/web-api";
import { Failure } from "../../failure.ts";
import type { SlackConfig } from "./slack-config.ts";

/** What manifest.yml asks for. */
export const SCOPES = [
  "chat:write",
  "commands",
  "im:write",
  "users:read",
  "users:read.email",
  "usergroups:read",
  "channels:read",
  "groups:read",
] as const;

type CheckedConfig = SlackConfig & { readonly adminChannel: string };

/** Tries what acct needs of Slack, for real. Each throws a sentence that says what to do. */
export function slackChecks(config: CheckedConfig) {
  const options = { slackApiUrl: config.apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 };
  const quiet = { ...options, logger: silent };
  const bot = new WebClient(config.botToken, quiet);
  return {
    async token(): Promise<string> {
      const answer = await bot.auth.test().catch(explain("SLACK_BOT_TOKEN"));
      const given = answer.response_metadata?.scopes ?? [];
      const missing = SCOPES.filter((scope) => !given.includes(scope));
      if (missing.length > 0) {
        throw new Failure(`the app lacks ${missing.join(", ")}: install it again from manifest.yml`);
      }
      return `${answer.team} as ${answer.user}, with all scopes`;
    },
    async connection(): Promise<string> {
      if (config.mode === "http") return "HTTP mode: no connection of ours";
      await new WebClient(config.appToken, quiet).apps.connections.open({}).catch(explain("SLACK_APP_TOKEN"));
      return "Socket Mode can connect";
    },
    async adminChannel(): Promise<string> {
      const channel = config.adminChannel;
      const { channel: about } = await bot.conversations
        .info({ channel })
        .catch(explain("slack.adminChannel"));
      if (about?.is_ext_shared || about?.is_pending_ext_shared) {
        throw new Failure(
          `${channel} is shared with another organisation, whose people would read every request: choose another`,
        );
      }
      const text = "acct doctor was here; this message goes away by itself.";
      const { ts = "" } = await bot.chat.postMessage({ channel, text }).catch(explain("slack.adminChannel"));
      await bot.chat.delete({ channel, ts }).catch(explain("slack.adminChannel"));
      return `can post in ${channel}, which is ours alone`;
    },
    async admins(): Promise<string> {
      const { userGroup, users } = config.admins;
      const listed = userGroup
        ? await bot.usergroups.users.list({ usergroup: userGroup }).catch(explain("slack.admins.userGroup"))
        : undefined;
      const all = new Set([...users, ...(listed?.users ?? [])]);
      if (all.size === 0) throw new Failure(`the user group ${userGroup} is empty: nobody can approve`);
      return `${all.size} may approve`;
    },
  };
}

const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found: "check the channel's id; the bot sees private channels only when it is in them",
  not_in_channel: "invite the bot: /invite @acct",
  is_archived: "the channel is archived: choose another",
  no_such_subteam: "there is no such user group: check its id",
  invalid_auth: "Slack does not know this token: copy it again from the app's pages",
};

function explain(setting: string) {
  return (error: unknown): never => {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { error: code } = error.data;
    throw new Failure(`${setting}: ${ADVICE[code] ?? code}`, { cause: error });
  };
}

const nothing = () => undefined;
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => "error" as never,
};
