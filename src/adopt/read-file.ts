import type { Found } from "../provisioners/found.ts";

/** A line of a file that can't be used, and why, in a sentence. */
export interface LineProblem {
  readonly line: number;
  readonly why: string;
}

/** What a file contains. */
export interface ReadFile extends Found {
  readonly problems: readonly LineProblem[];
  /** Why something may be missing although every line was used, in a sentence. */
  readonly incomplete?: string | undefined;
  /** What an admin should know although nothing is missing, one sentence each. */
  readonly remarks?: readonly string[] | undefined;
}
