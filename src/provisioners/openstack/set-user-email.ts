import { type AccountRef, NameConflictError, type Person } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import { hasAddress, type keystoneUsers } from "./users.ts";

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
  const nothing = `nothing to change for ${person.username}`;
  const renamed = { ...person, email };
  const name = toUserName(renamed);
  const named = person.email === null ? undefined : await users.find(person);
  const there = await users.find(renamed);
  const isOurs = named && (hasAddress(named, person) || hasAddress(named, renamed));
  if (named && !isOurs)
    throw new NameConflictError(
      `OpenStack has a user ${named.name} with another address (${named.email ?? "none"}).`,
    );
  if (!named) {
    if (there && !hasAddress(there, renamed))
      throw new NameConflictError(`OpenStack has a user ${there.name} with another address.`);
    return nothing;
  }
  if (there && there.id !== named.id)
    throw new NameConflictError(`OpenStack has another user named ${there.name}.`);
  if (named.name === name && named.email === email) return nothing;
  try {
    await keystone.send("PATCH", `/users/${named.id}`, { user: { name, email } });
  } catch (error) {
    if (isStatus(error, CONFLICT)) throw new NameConflictError(`OpenStack has another user named ${name}.`);
    throw error;
  }
  return `user ${name} has the address ${email} now`;
}
