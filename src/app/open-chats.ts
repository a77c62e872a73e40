import { bothChats } from "../chat/both-chats.ts";
import type { Chat } from "../chat/chat.ts";
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
  const inSlack =
    config.slack && !config.rehearsal ? slack(config.slack, deps.log, deps.guards, deps.pace) : undefined;
  const inMattermost =
    config.mattermost && !config.rehearsal
      ? openMattermost(config.mattermost, {
          ...deps,
          secretKey: config.secretKey,
          timeZone: config.site.timeZone,
        })
      : undefined;
  const open = {
    slack: () =>
      inSlack ??
      (config.slack &&
        noChat({
          name: "Slack",
          adminChannel: toChatId(config.slack.adminChannel),
          verifiesAddresses: true,
        })),
    mattermost: () =>
      config.mattermost &&
      (config.rehearsal
        ? noChat({
            name: "Mattermost",
            adminChannel: mattermostChannel(config.mattermost),
            verifiesAddresses: config.mattermost.trustAddresses,
          })
        : inMattermost),
  };
  const [first, ...others] = config.chats.flatMap((name) => open[name]() ?? []);
  if (!first) throw new Error("No chat is configured");
  return {
    chat: others.length === 0 ? first : bothChats([first, ...others]),
    slack: inSlack,
    mattermost: inMattermost,
  };
}
