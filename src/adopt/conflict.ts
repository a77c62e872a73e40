import type { FoundAccount } from "../provisioners/found.ts";

/** Accounts that may or may not be one person's, so that someone has to decide. */
export interface Conflict {
  readonly kind:
    | "shared-number"
    | "shared-address"
    | "same-username"
    | "other-address"
    | "other-number"
    | "no-address"
    | "not-in-directory"
    | "renewed-id"
    | "state"
    | "bad-decision";
  /** Everything that is in conflict. */
  readonly found: readonly FoundAccount[];
  /** The accounts that are not adopted until someone decides. */
  readonly undecided: readonly FoundAccount[];
  /** The usernames of those that they may be the same as. */
  readonly candidates: readonly string[];
  /** What is wrong, in a sentence without a period. */
  readonly why: string;
}

/** A conflict, before it is known who has to wait for a decision. */
export type Clash = Omit<Conflict, "undecided">;

export const describeAccount = ({ system, username, emails }: FoundAccount): string =>
  `${username} in ${system} (${emails[0] ?? "no address"})`;
