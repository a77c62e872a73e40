/** Whether someone can log in: a state that could not be read is "unknown", never "active". */
export type AccountState = "active" | "disabled" | "expired" | "locked" | "unknown";

/** An account as a source has it. */
export interface FoundAccount {
  /** The source: "LDAP". */
  readonly system: string;
  /** The ID that can't change: an `entryUUID`, a Keystone domain and user ID, or a name where the system has nothing else. */
  readonly id: string;
  readonly username: string;
  readonly uidNumber?: number | undefined;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  /** All addresses, the main one first. */
  readonly emails: readonly string[];
  /** The person's ID at the campus, such as an employee number. */
  readonly campusId?: string | undefined;
  readonly state: AccountState;
  /** True: the system takes its users from the directory, so that a username is the directory's. Slurm does. */
  readonly usesDirectoryNames?: boolean | undefined;
  /** True: the system takes this account from elsewhere, so that acct can't change it there. */
  readonly isReadOnly?: boolean | undefined;
}

/** A project as a source has it: a group, a Keystone project or a Slurm account. */
export interface FoundProject {
  readonly system: string;
  readonly id: string;
  readonly name: string;
  readonly gidNumber?: number | undefined;
  readonly description?: string | undefined;
  /** The IDs of the source's accounts. */
  readonly members: readonly string[];
  /** The IDs of the accounts that lead the project: the owner or manager of the group. */
  readonly owners: readonly string[];
  /** The IDs of the accounts that look after the project for its owner. */
  readonly managers?: readonly string[] | undefined;
  /** Why members may be missing, in a sentence. Undefined if the members are complete. */
  readonly incomplete?: string | undefined;
  /** What other systems have for the same project, such as the Slurm accounts of a ColdFront project. */
  readonly sameAs?: readonly { readonly system: string; readonly id: string }[] | undefined;
}

/** Everything that a source has. */
export interface Found {
  readonly accounts: readonly FoundAccount[];
  readonly projects: readonly FoundProject[];
}

/** What reading a source came to. Only a complete reading says anything about what isn't in it. */
export interface Reading extends Found {
  /** Why something may be missing, in a sentence: the server cut its list, or a member could not be resolved. Undefined if the reading is complete. */
  readonly incomplete?: string | undefined;
  /** What could not be used, such as a line of a file, one sentence each. */
  readonly problems: readonly string[];
  /** What an admin should know although nothing is missing, such as a group that names someone who is gone, one sentence each. */
  readonly remarks?: readonly string[] | undefined;
}

/** An outside system or a file that knows people and projects from before acct. */
export interface Source {
  /** The system's name: "LDAP". A file has the name of the system that it comes from. */
  readonly system: string;
  /** Reads everything and changes nothing. Throws `Failure` with a sentence if the source can't be read at all. */
  read(onProgress: (entries: number) => void): Promise<Reading>;
}
