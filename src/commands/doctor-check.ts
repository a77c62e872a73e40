/** What a check found, with what should still be changed. */
export interface Checked {
  readonly sentence: string;
  readonly warnings: readonly string[];
}

/** One thing that `acct doctor` tries. It throws a failure that says what to do. */
export type Check = readonly [what: string, check: () => Promise<string | Checked>];
