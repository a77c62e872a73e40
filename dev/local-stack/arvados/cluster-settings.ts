/** What the operators of a cluster set in config.yml, as far as acct can notice it. The names are theirs. */
export interface ClusterSettings {
  readonly ClusterID: string;
  readonly NewUsersAreActive: boolean;
  readonly AutoSetupNewUsers: boolean;
  /** A virtual machine that all new users may log in to; empty: none. */
  readonly AutoSetupNewUsersWithVmUUID: string;
  readonly AutoSetupUsernameBlacklist: readonly string[];
  readonly ActivatedUsersAreVisibleToOthers: boolean;
  readonly SendUserSetupNotificationEmail: boolean;
  readonly NewUserNotificationRecipients: readonly string[];
  readonly NewInactiveUserNotificationRecipients: readonly string[];
  /** Empty: none. */
  readonly UserProfileNotificationAddress: string;
  readonly IssueTrustedTokens: boolean;
  /** The most entries of a list at once. */
  readonly MaxItemsPerResponse: number;
  /** The cluster where people log in; empty: this one. */
  readonly LoginCluster: string;
  readonly RemoteClusters: Readonly<Record<string, { readonly ActivateUsers: boolean }>>;
  /** Login.Test: passwords by user name. Empty: no login method is set. */
  readonly TestUsers: Readonly<Record<string, { readonly Email: string; readonly Password: string }>>;
  /** Where keep-web serves files; empty: nowhere. The simulated cluster sets it to itself. */
  readonly WebDAVDownload: string;
  /** Not a setting: whether the mail server answers. */
  readonly mailServer: "alive" | "dead";
}

/** lib/config/config.default.yml */
export const DEFAULT_SETTINGS: ClusterSettings = {
  ClusterID: "zzzzz",
  NewUsersAreActive: false,
  AutoSetupNewUsers: false,
  AutoSetupNewUsersWithVmUUID: "",
  AutoSetupUsernameBlacklist: ["arvados", "git", "gitolite", "gitolite-admin", "root", "syslog"],
  ActivatedUsersAreVisibleToOthers: true,
  SendUserSetupNotificationEmail: false,
  NewUserNotificationRecipients: [],
  NewInactiveUserNotificationRecipients: [],
  UserProfileNotificationAddress: "",
  IssueTrustedTokens: true,
  MaxItemsPerResponse: 1000,
  LoginCluster: "",
  RemoteClusters: {},
  TestUsers: {},
  WebDAVDownload: "",
  mailServer: "alive",
};
