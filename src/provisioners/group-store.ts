import type { AccountRef } from "./provisioner.ts";

/** Groups besides projects, which exist in the system already: acct only adds people and takes them out. */
export interface GroupStore {
  /** Makes sure that an existing account is in the group. Safe to repeat. Throws with a sentence if there is no such group. */
  join(account: AccountRef, group: string): Promise<void>;
  /** Makes sure that the account isn't in the group. Returns a sentence about what was removed. Safe to repeat. */
  leave(account: AccountRef, group: string): Promise<string>;
}
