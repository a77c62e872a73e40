/** Everything that Slurm's accounting database has, of every cluster. */
export interface SlurmTree {
  readonly accounts: readonly SlurmAccount[];
  readonly associations: readonly TreeAssociation[];
  /** Rows that can't be read, as they are. */
  readonly broken: readonly string[];
}

export interface SlurmAccount {
  readonly name: string;
  readonly description: string;
  /** Also those of the accounts above it. */
  readonly coordinators: readonly string[];
}

/** One account on one cluster, or one user in it. */
export interface TreeAssociation {
  readonly cluster: string;
  readonly account: string;
  /** The account above it; "" for a user, and for the topmost account. */
  readonly parent: string;
  /** "" for the account itself. */
  readonly user: string;
}
