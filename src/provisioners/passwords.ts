import type { Account } from "./provisioner.ts";

/** A system that holds passwords. */
export interface Passwords {
  /** The person's password is this one afterwards. Throws `PasswordRefusedError` when a policy forbids it. */
  setPassword(account: Account, password: string): Promise<void>;
}

/** The system's own policy refuses this password; the message tells the person why. */
export class PasswordRefusedError extends Error {
  override name = "PasswordRefusedError";
}
