/** What is read of Slurm's accounting, in whichever way. */
export interface SlurmReader {
  /** Of an account; undefined: there is none of this name. */
  organizationOf(account: string): Promise<string | undefined>;
  /** Everybody with an association in this account. */
  membersOf(account: string): Promise<readonly SlurmMember[]>;
}

export interface SlurmMember {
  readonly user: string;
  /** "": all of them. */
  readonly partition: string;
}
