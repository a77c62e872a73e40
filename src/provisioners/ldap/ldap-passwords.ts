import { Failure } from "../../failure/failure.ts";
import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
  PasswordsDeniedError,
} from "../password-store.ts";
import { findAccountLock } from "./account-lock.ts";
import { isAdUser, setUnicodePassword } from "./ad-user.ts";
import type { LdapParts } from "./ldap-parts.ts";
import { canLogIn } from "./ldap-session.ts";
import { modifyPassword } from "./password-modify.ts";
import { isAnswer } from "./result-codes.ts";

/** The wording of OpenLDAP, then of the 389 family. */
const OLD_PASSWORD = /not being changed from existing value|history/i;

/** Sets passwords with the extended operation (RFC 3062). */
export function ldapPasswords({ config, session, people }: LdapParts): Omit<PasswordStore, "name"> {
  return {
    findLock: (person) => session((client) => people.findLock(client, person)),

    async setPassword(person, password) {
      const entry = await session((client) => people.findOurs(client, person));
      if (!entry) throw new Failure(`LDAP has no uid=${person.username}`);
      const lock = findAccountLock(entry, config.loginShell);
      if (lock) throw new AccountLockedError(`uid=${person.username} is locked in LDAP: ${lock}`);
      try {
        await session((client) =>
          isAdUser(entry)
            ? setUnicodePassword(client, entry.dn, password)
            : modifyPassword(client, entry.dn, password),
        );
      } catch (error) {
        if (needsAdmin(error)) throw new PasswordsDeniedError((error as Error).message, { cause: error });
        // The password was set before we were interrupted and is now rejected as the old one, which is what we wanted.
        const isOld = error instanceof PasswordRejectedError && OLD_PASSWORD.test(error.message);
        if (!isOld || !(await canLogIn({ ...config, bindDn: entry.dn, password }))) throw error;
      }
    },

    async canLogIn(person, password) {
      const entry = await session((client) => people.findOurs(client, person));
      return entry !== undefined && canLogIn({ ...config, bindDn: entry.dn, password });
    },
  };
}

/** Whether the directory responded with more than "not now": retrying won't help until an admin fixes it. */
function needsAdmin(error: unknown): boolean {
  return !(error instanceof PasswordRejectedError) && isAnswer((error as Error).cause);
}
