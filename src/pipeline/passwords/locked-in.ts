import type { PasswordStore } from "../../provisioners/password-store.ts";
import type { Person } from "../../provisioners/provisioner.ts";

/**
 * The first system out of which an admin keeps this person, and by what; undefined: none that answers. Whatever does not
 * answer is asked again when the password is set.
 */
export async function lockedIn(
  person: Person,
  systems: readonly PasswordStore[],
): Promise<{ readonly by: string; readonly why: string } | undefined> {
  const found = await Promise.all(
    systems.map(async (system) => {
      const why = await system.lockOf(person).catch(() => undefined);
      return why === undefined ? [] : [{ by: system.name, why }];
    }),
  );
  return found.flat()[0];
}
