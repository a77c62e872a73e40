import { Failure } from "../failure/failure.ts";
import type { Person } from "./provisioner.ts";

/** A system that holds passwords. */
export interface PasswordStore {
  /** The name people know: "LDAP". */
  readonly name: string;
  /** Like `findLock` of a provisioner: what locks this person out; undefined: nothing. */
  findLock(person: Person): Promise<string | undefined>;
  /**
   * Sets the person's password. Throws `PasswordRejectedError` if a policy forbids it, `AccountLockedError` if an admin has
   * locked the person out, `NameConflictError` if the account belongs to someone else, and `PasswordsDeniedError` if the
   * system responds but doesn't let us set passwords.
   */
  setPassword(person: Person, password: string): Promise<void>;
  /**
   * Tries whether the person can log in with this password now. A rejected login counts against them, so it is tried only after
   * the password was set. Throws if the system doesn't say.
   */
  canLogIn(person: Person, password: string): Promise<boolean>;
}

/** An admin has locked this person out; neither a new password nor `acct resume` may let them in again. */
export class AccountLockedError extends Failure {
  override name = "AccountLockedError";
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, lasts: true });
  }
}

/** A system in which people change their own password with the old one, for which acct needs no rights. */
export interface SelfServicePasswords {
  readonly name: string;
  /**
   * Changes the user's password. `mayBeSet` means that the response to an earlier attempt was lost, so the password may be
   * set already, which counts as success. Only then is that checked, because a failed login counts against the user. Throws
   * `PasswordRejectedError` if a policy forbids it, `StalePasswordError` if `original` is not the old password,
   * `PasswordsDeniedError` if the system responds but changes nothing, and `NotAskedError` if the call never reached it.
   * After any other error it may have changed the password or counted a failed login.
   */
  changeOwnPassword(userId: string, passwords: PasswordChange): Promise<void>;
}

export interface PasswordChange {
  readonly original: string;
  readonly password: string;
  readonly mayBeSet: boolean;
}

/** The system's own policy rejects this password. The message tells the person why. */
export class PasswordRejectedError extends Failure {
  override name = "PasswordRejectedError";
}

/** The system responds but doesn't let us set passwords at all. The message tells an admin what to do. */
export class PasswordsDeniedError extends Failure {
  override name = "PasswordsDeniedError";
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, lasts: true });
  }
}

/** The old password has been changed in the meantime. */
export class StalePasswordError extends Failure {
  override name = "StalePasswordError";
}

/** The system can't be reached, so the call never arrived there. */
export class NotAskedError extends Failure {
  override name = "NotAskedError";
}
