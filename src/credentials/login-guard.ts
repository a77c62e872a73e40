import { Failure } from "../failure/failure.ts";

/** Stands before the login of one credential of ours at one system. */
export type LoginGuard = <T>(login: () => Promise<T>) => Promise<T>;

/** The guard of a credential, by the system's name and everything that makes the credential another one. */
export type LoginGuards = (
  system: string,
  credential: readonly string[],
  options?: LoginGuardOptions,
) => LoginGuard;

export interface LoginGuardOptions {
  /** How long the credential is held back after the first refusal, the second, and so on; the last one counts for all others. */
  readonly pausesMs?: readonly number[];
  /** False where a system locks nobody out, so that logins need not wait for one another. */
  readonly inTurn?: boolean;
}

/** The system refuses the credential itself, or the entry that it belongs to. */
export class LoginRefusedError extends Failure {
  override name = "LoginRefusedError";
  /** The system has locked the entry, and would refuse the right password, too. */
  readonly locked: boolean;
  constructor(message: string, { locked = false, cause }: { locked?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.locked = locked;
  }
}

/** The credential was refused lately and is not tried now. */
export class LoginPausedError extends Failure {
  override name = "HeldBackError";
}

/** For credentials that are somebody else's, and for tests. */
export const unguarded: LoginGuard = (login) => login();
export const noGuards: LoginGuards = () => unguarded;
