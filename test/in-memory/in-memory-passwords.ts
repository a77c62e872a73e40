import { Failure } from "../../src/failure/failure.ts";
import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
} from "../../src/provisioners/password-store.ts";
import { NameConflictError } from "../../src/provisioners/provisioner.ts";

export interface InMemoryPasswords extends PasswordStore {
  /** The passwords that were set, by username. */
  readonly passwords: Map<string, string>;
  /** Whom an admin has locked out. */
  readonly locked: Set<string>;
  /** The usernames that belong to someone whom acct did not create. */
  readonly strangers: Set<string>;
  /** Whose login is rejected whatever the password is, as after an account has expired. */
  readonly rejected: Set<string>;
  /** While it is true, every call fails. */
  isAway: boolean;
}

const MIN_LENGTH = 8;

/** A system that keeps passwords in memory. Its policy rejects short ones. */
export function inMemoryPasswords(name = "LDAP"): InMemoryPasswords {
  const passwords = new Map<string, string>();
  const locked = new Set<string>();
  const strangers = new Set<string>();
  const rejected = new Set<string>();
  const checkReachable = () => {
    if (store.isAway) throw new Failure(`${name} doesn't respond`);
  };
  const store: InMemoryPasswords = {
    name,
    passwords,
    locked,
    strangers,
    rejected,
    isAway: false,
    async findLock({ username }) {
      checkReachable();
      return locked.has(username) ? "locked by an admin" : undefined;
    },
    async setPassword({ username }, password) {
      checkReachable();
      if (strangers.has(username))
        throw new NameConflictError(`${username} in ${name} belongs to someone else`);
      if (locked.has(username)) throw new AccountLockedError(`${username} is locked in ${name}`);
      if (password.length < MIN_LENGTH) throw new PasswordRejectedError("It is too short");
      passwords.set(username, password);
    },
    async canLogIn({ username }, password) {
      checkReachable();
      return passwords.get(username) === password && !locked.has(username) && !rejected.has(username);
    },
  };
  return store;
}
