import type { KnownAccount } from "../db/registry-snapshot.ts";
import type { FoundAccount } from "../provisioners/found.ts";

/** One account, as every system has it. */
export interface MatchedAccount {
  readonly username: string;
  readonly found: readonly FoundAccount[];
  /** The account in the registry; undefined if it isn't there yet. */
  readonly known?: KnownAccount | undefined;
  /** Another account of the same person. */
  readonly alsoOf?: MatchedAccount | undefined;
}

/** A match that is still growing. */
export interface Match extends MatchedAccount {
  readonly found: FoundAccount[];
}
/** A number that acct gave to an account of a system without numbers was never used outside. */
export function mayHaveNumber({ known }: MatchedAccount, uidNumber: number): boolean {
  if (!known || known.uidNumber === uidNumber) return true;
  return (
    !known.isOurs && known.ids.length > 0 && known.ids.every(({ detail }) => detail.uidNumber === undefined)
  );
}
