import { type AccountRef, NameConflictError, type Person } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { keystoneUsers } from "./users.ts";

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
  const before = person.email === null ? undefined : await users.findOurs(person).catch(unlessConflict);
  // An interrupted change may have been made already, so the user is looked up with the new address as well.
  const user = before ?? (await users.findOurs(renamed));
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

function unlessConflict(error: unknown): undefined {
  if (!(error instanceof NameConflictError)) throw error;
}
