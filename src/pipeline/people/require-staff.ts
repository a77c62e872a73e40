import { chatOf } from "../../chat/chat-of.ts";
import { inTransaction } from "../../db/client.ts";
import { findPerson } from "../../db/find-person.ts";
import { chatIdentity, findPersonBy, lockRegistry, resolvePerson } from "../../db/people.ts";
import type { Person } from "../../db/tables/people.ts";
import { Failure } from "../../failure/failure.ts";
import { toAddress } from "../../view/email-address.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/**
 * Finds the person whom an operator means, by a username, an address, or a chat user such as "slack:U0123ABCD". Admins needn't have an account:
 * a member of the chat who isn't in the registry is added to it. Throws with a sentence if there is no one.
 */
export async function requireStaff(
  who: string,
  {
    db,
    now,
    chat,
  }: Pick<PipelineDeps, "db" | "now"> & {
    readonly chat: Pick<PipelineDeps["chat"], "name" | "parts" | "getUser">;
  },
): Promise<Person> {
  const known = await findPerson(db, toAddress(who));
  if (known) return known;
  if (!who.includes(":")) {
    throw new Failure(
      `The registry has no one called ${who}. For an admin who has no account, use their ID in ${chat.name}, such as slack:U0123ABCD.`,
    );
  }
  const { user, name, givenName, familyName, membership } = await chat.getUser(who, { maxAgeMs: 0 });
  if (membership !== "member")
    throw new Failure(`${name} isn't a full, active ${chatOf(chat, user).name} member.`);
  return inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    const present = await findPersonBy(tx, chatIdentity(user));
    if (present) return present;
    // The address in a profile can change hands, so it doesn't become theirs in the registry.
    const named = { givenName, familyName, email: null, chatUser: user };
    return resolvePerson(tx, named, { source: "manual", verifiedBy: "admin", now: now() });
  });
}
