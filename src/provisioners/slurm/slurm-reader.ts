/** Reads Slurm's accounting database. */
export interface SlurmReader {
  /** Returns an account's organization; undefined if there is no such account. */
  readOrganization(account: string): Promise<string | undefined>;
  /** Returns everyone with an association in this account. */
  listMembers(account: string): Promise<readonly SlurmMember[]>;
}

export interface SlurmMember {
  readonly user: string;
  /** "" means all partitions. */
  readonly partition: string;
}
