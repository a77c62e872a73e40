/** Reads the accounts in Slurm's accounting database. */
export interface SlurmReader {
  /** Returns undefined if there is no such account on any cluster. */
  readAccount(name: string): Promise<SlurmAccount | undefined>;
}

export interface SlurmAccount {
  readonly organization: string;
  /** The associations on every cluster: the account's own, and those of its members. */
  readonly associations: readonly SlurmAssociation[];
}

export interface SlurmAssociation {
  readonly cluster: string;
  /** "" is the account's own association. */
  readonly user: string;
}
