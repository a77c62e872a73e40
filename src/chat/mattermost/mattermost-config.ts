/** How acct reaches Mattermost and is reached by it, from the `mattermost` section of acct.yml and the environment. */
export interface MattermostConfig {
  /** The server's address, without a slash at the end. */
  readonly url: string;
  /** The bot's access token. */
  readonly token: string;
  /** The token of the slash command `/acct`. */
  readonly commandToken: string;
  /** The name or ID of the team. */
  readonly team: string;
  /** The name or ID of the channel where admins decide requests. */
  readonly adminChannel: string;
  readonly admins: {
    readonly channelMembers: boolean;
    /** The name or ID of a user group. */
    readonly group?: string | undefined;
    /** Usernames or IDs. */
    readonly users: readonly string[];
  };
  /** Where the server reaches acct, without a slash at the end. The paths are those of acct's web server. */
  readonly callbackUrl: string;
  readonly messagesPerMinute: number;
  /** The site says that an address shows who a person is. */
  readonly trustAddresses: boolean;
}
