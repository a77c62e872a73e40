import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordStore } from "../../provisioners/password-store.ts";
import type { Person } from "../../provisioners/provisioner.ts";

/**
 * The first system in which an admin has locked this person out, and how; undefined if none that responds. A system that does
 * not respond is checked again when the password is set. Someone who is suspended is locked out whatever the systems say.
 */
export async function lockedIn(
  person: Person & { readonly suspendedAt?: Account["suspendedAt"] | undefined },
  systems: readonly PasswordStore[],
): Promise<{ readonly by: string; readonly why: string } | undefined> {
  if (person.suspendedAt) return { by: "acct", why: `${person.username} is suspended` };
  const found = await Promise.all(
    systems.map(async (system) => {
      const why = await system.findLock(person).catch(() => undefined);
      return why === undefined ? [] : [{ by: system.name, why }];
    }),
  );
  return found.flat()[0];
}
