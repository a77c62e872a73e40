import type { MattermostConfig } from "./mattermost-config.ts";
import { isId, toChatId } from "./mattermost-id.ts";

/**
 * Returns the place of the admin channel. A channel that acct.yml names is `mattermost:~name`: its ID isn't known before the server
 * answers, and acct also starts while the server is down.
 */
export const mattermostChannel = ({ adminChannel }: Pick<MattermostConfig, "adminChannel">): string =>
  toChatId(isId(adminChannel) ? adminChannel : `~${adminChannel}`);
