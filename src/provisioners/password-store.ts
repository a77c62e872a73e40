import { Failure } from "../failure/failure.ts";
import type { Person } from "./provisioner.ts";

/** A system that holds passwords. */
export interface PasswordStore {
  /** As people call it: "LDAP". */
  readonly name: string;
  /** The same as `lockOf` of a provisioner: by what this person is kept out; undefined: by nothing. */
  lockOf(person: Person): Promise<string | undefined>;
  /**
   * The person's password is this one afterwards. Throws `PasswordRefusedError` when a policy forbids it,
   * `AccountLockedError` when an admin keeps the person out, `NamesakeError` when the account is somebody else's, and
   * `PasswordsDeniedError` when the system answers and lets us set none.
   */
  setPassword(person: Person, password: string): Promise<void>;
}

/** An admin keeps this person out; neither a new password nor `acct resume` may let them in again. */
export class AccountLockedError extends Failure {
  override name = "AccountLockedError";
}

/** A system in which people change their passwords themselves, with the old one, and nobody's rights. */
export interface SelfServicePasswords {
  readonly name: string;
  /**
   * The user's password is this one afterwards. `mayBeSet`: the answer to an earlier try was lost, so it may be already,
   * and then that is enough; otherwise nobody asks, because a failed login counts against the user. Throws
   * `PasswordRefusedError` when a policy forbids it, `StalePasswordError` when `original` is not the old one,
   * `PasswordsDeniedError` when the system answers and changes nothing, and `NotAskedError` when it has heard nothing.
   * After any other error it may have changed the password, or counted a failed login.
   */
  changeOwnPassword(userId: string, passwords: PasswordChange): Promise<void>;
}

export interface PasswordChange {
  readonly original: string;
  readonly password: string;
  readonly mayBeSet: boolean;
}

/** The system's own policy refuses this password; the message tells the person why. */
export class PasswordRefusedError extends Failure {
  override name = "PasswordRefusedError";
}

/** The system answers, and does not let us set passwords at all. The message tells an admin what to do. */
export class PasswordsDeniedError extends Failure {
  override name = "PasswordsDeniedError";
}

/** The old password is another one by now. */
export class StalePasswordError extends Failure {
  override name = "StalePasswordError";
}

/** The system cannot be reached at all, so it has heard of no password. */
export class NotAskedError extends Failure {
  override name = "NotAskedError";
}
