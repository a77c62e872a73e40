import { bothChats } from "../chat/both-chats.ts";
import type { Chat } from "../chat/chat.ts";
import { chatsInUse } from "../chat/chats-in-use.ts";
import type { Mattermost } from "../chat/mattermost/mattermost.ts";
import { mattermostChannel } from "../chat/mattermost/mattermost-channel.ts";
import { noChat } from "../chat/no-chat.ts";
import type { Pace } from "../chat/pace.ts";
import { type Slack, slack } from "../chat/slack/slack.ts";
import { toChatId } from "../chat/slack/slack-id.ts";
import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { Db } from "../db/client.ts";
import type { Log } from "../log.ts";
import { openMattermost } from "./open-mattermost.ts";

export interface ChatsDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
  readonly guards: LoginGuards;
  readonly pace: Pace;
}

/** Creates the chats that `chats` lists, in this order, as one. In a rehearsal, none of them connects. */
export function openChats(
  config: Config,
  deps: ChatsDeps,
): { readonly chat: Chat; readonly slack: Slack | undefined; readonly mattermost: Mattermost | undefined } {
  const { rehearsal } = config;
  const inSlack =
    config.slack && !rehearsal ? slack(config.slack, deps.log, deps.guards, deps.pace) : undefined;
  const inMattermost =
    config.mattermost && !rehearsal
      ? openMattermost(config.mattermost, {
          ...deps,
          secretKey: config.secretKey,
          timeZone: config.site.timeZone,
        })
      : undefined;
  const open = {
    slack: () => {
      if (inSlack || !config.slack) return inSlack;
      const adminChannels = [toChatId(config.slack.adminChannel)];
      return noChat({ name: "Slack", adminChannels, verifiesAddresses: true });
    },
    mattermost: () => {
      if (inMattermost || !config.mattermost) return inMattermost;
      const adminChannels = [mattermostChannel(config.mattermost)];
      return noChat({
        ...{ name: "Mattermost", adminChannels },
        verifiesAddresses: config.mattermost.trustAddresses,
      });
    },
  };
  const [first, ...others] = config.chats.flatMap((name) => open[name]() ?? []);
  if (!first) throw new Error("No chat is configured");
  return {
    chat: chatsInUse(others.length === 0 ? first : bothChats([first, ...others], deps)),
    slack: inSlack,
    mattermost: inMattermost,
  };
}
