import { mattermostChannel } from "./mattermost/mattermost-channel.ts";
import type { MattermostConfig } from "./mattermost/mattermost-config.ts";
import type { SlackConfig } from "./slack/slack-config.ts";
import { toChatId } from "./slack/slack-id.ts";

interface Config {
  readonly chats: readonly ("slack" | "mattermost")[];
  readonly slack: Pick<SlackConfig, "adminChannel"> | undefined;
  readonly mattermost: Pick<MattermostConfig, "adminChannel"> | undefined;
}

/** The channels where admins decide requests: one in each chat, in the order of `chats`. */
export function adminChannels({ chats, slack, mattermost }: Config): string[] {
  const channels = {
    slack: slack && toChatId(slack.adminChannel),
    mattermost: mattermost && mattermostChannel(mattermost),
  };
  return chats.flatMap((name) => channels[name] ?? []);
}
