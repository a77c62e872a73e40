import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import { type AccountRef, NameConflictError, type Person } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneUser, keystoneUsers } from "./users.ts";

const CONFLICT = 409;

/**
 * Changes what a Keystone user has of a person: the address, the name that is made of it or of the username, and the
 * description that acct has written. The user keeps their ID, their password and their roles. Returns the user, or undefined
 * if there is nothing to change. Throws `NameConflictError` if the old or new name belongs to someone else.
 */
export async function changeUser(
  keystone: KeystoneClient,
  users: ReturnType<typeof keystoneUsers>,
  { person, changed }: { readonly person: Person; readonly changed: Person },
  toUserName: (account: AccountRef) => string,
): Promise<KeystoneUser | undefined> {
  const user = await findWithEither(users, person, changed);
  if (!user) return undefined;
  const isOurText = !person.adopted || user.description === fullName(person);
  const wanted = {
    name: toUserName(changed),
    ...(changed.email === null ? {} : { email: changed.email }),
    ...(isOurText ? { description: fullName(changed) } : {}),
  };
  if (isLike(user, wanted)) return undefined;
  try {
    await keystone.send("PATCH", `/users/${user.id}`, { user: wanted });
  } catch (error) {
    if (isStatus(error, CONFLICT))
      throw new NameConflictError(`OpenStack has another user named ${wanted.name}.`);
    throw error;
  }
  const now = await keystone.find<{ user: KeystoneUser }>(`/users/${encodeURIComponent(user.id)}`);
  if (now && isLike(now.user, wanted)) return now.user;
  throw new Failure(`OpenStack accepted the change of user ${user.name}, but the user is as before`);
}

const isLike = (user: KeystoneUser, wanted: Readonly<Record<string, string>>) =>
  Object.entries(wanted).every(([name, value]) => user[name as keyof KeystoneUser] === value);

/** Finds the user as they were or, because an interrupted change may have been made already, as they should be. */
async function findWithEither(
  users: ReturnType<typeof keystoneUsers>,
  person: Person,
  changed: Person,
): Promise<KeystoneUser | undefined> {
  if (person.email === null) return users.findOurs(changed);
  try {
    return (await users.findOurs(person)) ?? (await users.findOurs(changed));
  } catch (error) {
    const found = error instanceof NameConflictError ? await users.findOurs(changed) : undefined;
    if (!found) throw error;
    return found;
  }
}
