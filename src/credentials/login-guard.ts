import { Failure } from "../failure/failure.ts";

/** Wraps the logins with one of our credentials at one system. */
export type LoginGuard = <T>(login: () => Promise<T>) => Promise<T>;

/** Returns the guard of a credential, identified by the system's name and everything that makes up the credential. */
export type LoginGuards = (
  system: string,
  credential: readonly string[],
  options?: LoginGuardOptions,
) => LoginGuard;

export interface LoginGuardOptions {
  /** How long the credential is paused after the first rejection, the second, and so on; the last value applies to all further ones. */
  readonly pausesMs?: readonly number[];
  /** False if a system never locks accounts, so that logins needn't wait for each other. */
  readonly inTurn?: boolean;
}

/** The system rejects the credential, or the account that it belongs to. */
export class LoginRejectedError extends Failure {
  override name = "LoginRejectedError";
  /** True: the system has locked the account and would reject even the right password. */
  readonly locked: boolean;
  constructor(message: string, { locked = false, cause }: { locked?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.locked = locked;
  }
}

/** The credential was recently rejected and is not tried now. */
export class LoginPausedError extends Failure {
  override name = "LoginPausedError";
}

/** No guard, for credentials that belong to someone else, and for tests. */
export const unguarded: LoginGuard = (login) => login();
export const noGuards: LoginGuards = () => unguarded;
