import type { Person } from "./provisioner.ts";

/** A system that stores the addresses of its people. */
export interface EmailStore {
  /**
   * Makes sure that the person has this address instead of the one that the registry knows; returns a sentence about what was
   * changed. Safe to repeat: an entry with the new address is the person's, too. Doesn't fail if there is no entry. Throws
   * `NameConflictError` and changes nothing if the username belongs to someone else, or the address to another entry.
   */
  setEmail(person: Person, email: string): Promise<string>;
}
