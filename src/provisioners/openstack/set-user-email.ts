import { type AccountRef, NameConflictError, type Person } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneUser, keystoneUsers } from "./users.ts";

const CONFLICT = 409;

/**
 * Changes the address of a Keystone user, and their name where users are named by address. The user keeps their ID, their
 * password and their roles. Returns a sentence. Throws `NameConflictError` if the old or new name belongs to someone else.
 */
export async function setUserEmail(
  keystone: KeystoneClient,
  users: ReturnType<typeof keystoneUsers>,
  person: Person,
  email: string,
  toUserName: (account: AccountRef) => string,
): Promise<string> {
  const renamed = { ...person, email };
  const user = await findWithEither(users, person, renamed);
  const name = toUserName(renamed);
  if (!user || (user.name === name && user.email === email))
    return `nothing to change for ${person.username}`;
  try {
    await keystone.send("PATCH", `/users/${user.id}`, { user: { name, email } });
  } catch (error) {
    if (isStatus(error, CONFLICT)) throw new NameConflictError(`OpenStack has another user named ${name}.`);
    throw error;
  }
  return `user ${name} has the address ${email} now`;
}

/** Finds the user with the old address or, because an interrupted change may have been made already, with the new one. */
async function findWithEither(
  users: ReturnType<typeof keystoneUsers>,
  person: Person,
  renamed: Person,
): Promise<KeystoneUser | undefined> {
  if (person.email === null) return users.findOurs(renamed);
  try {
    return (await users.findOurs(person)) ?? (await users.findOurs(renamed));
  } catch (error) {
    const changed = error instanceof NameConflictError ? await users.findOurs(renamed) : undefined;
    if (!changed) throw error;
    return changed;
  }
}
