import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Log } from "../../log.ts";
import type { Chat } from "../chat.ts";
import { noChat } from "../no-chat.ts";
import type { Pace } from "../pace.ts";
import { mattermostChannel } from "./mattermost-channel.ts";
import type { MattermostConfig } from "./mattermost-config.ts";

export type Mattermost = Chat;

export interface MattermostDeps {
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  readonly log: Log;
  readonly pace: Pace;
}

/** Opens Mattermost as a chat. Only this folder knows about Mattermost. */
export function mattermost(config: MattermostConfig, _deps: MattermostDeps): Mattermost {
  return noChat({
    name: "Mattermost",
    adminChannels: [mattermostChannel(config)],
    verifiesAddresses: config.trustAddresses,
  });
}
