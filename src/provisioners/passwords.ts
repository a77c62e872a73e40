import type { Account } from "./provisioner.ts";

/** A system that holds passwords. */
export interface Passwords {
  /** As people call it: "LDAP". */
  readonly name: string;
  /**
   * The person's password is this one afterwards. Throws `PasswordRefusedError` when a policy forbids it, and
   * `PasswordsDeniedError` when the system answers and lets us set none.
   */
  setPassword(account: Account, password: string): Promise<void>;
}

/** A system in which people change their passwords themselves, with the old one, and nobody's rights. */
export interface OwnPasswords {
  readonly name: string;
  /**
   * The user's password is this one afterwards; quiet when it was before. Throws `PasswordRefusedError` when a policy forbids
   * it, and `StalePasswordError` when `original` is not the old one.
   */
  changeOwnPassword(userId: string, original: string, password: string): Promise<void>;
}

/** The system's own policy refuses this password; the message tells the person why. */
export class PasswordRefusedError extends Error {
  override name = "PasswordRefusedError";
}

/** The system answers, and does not let us set passwords at all. The message tells an admin what to do. */
export class PasswordsDeniedError extends Error {
  override name = "PasswordsDeniedError";
}

/** The old password is another one by now. */
export class StalePasswordError extends Error {
  override name = "StalePasswordError";
}
