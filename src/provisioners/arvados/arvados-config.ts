export interface ArvadosConfig {
  /** Without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  readonly token: string;
  /** The host name or the UUID of the virtual machine on which everyone gets a login. Undefined: no one gets one. */
  readonly virtualMachine?: string | undefined;
  /** The names or UUIDs of the role groups that everyone joins. */
  readonly groups: readonly string[];
  /** Whether each project has a role group with its name. */
  readonly projectGroups: boolean;
  /** Usernames in acct of those whose account becomes active without a signature, and why. */
  readonly preActivated: Readonly<Record<string, string>>;
}
