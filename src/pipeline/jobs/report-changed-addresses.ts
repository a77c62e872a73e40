import type { Chat } from "../../chat/chat.ts";
import { findAccountOfPerson } from "../../db/accounts.ts";
import { findPersonById } from "../../db/people.ts";
import { readMemberships } from "../../db/reconcile.ts";
import { otherAddresses } from "../people/other-addresses.ts";
import { reportAddress } from "../people/report-address.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/**
 * Looks up everyone who has an account in the chat and the campus directory, one person at a time, and asks the admins about each
 * address that has changed there. Returns how many have. Throws if the chat can't be asked.
 */
export async function reportChangedAddresses(
  deps: Pick<PipelineDeps, "db" | "directory" | "now"> & {
    readonly chat: Pick<Chat, "name" | "parts" | "getUser" | "adminChannels" | "verifiesAddresses">;
  },
): Promise<number> {
  const { db } = deps;
  const seen = new Set<number>();
  let count = 0;
  for await (const { account } of readMemberships(db)) {
    if (account.removedAt || seen.has(account.personId)) continue;
    seen.add(account.personId);
    const person = await findPersonById(db, account.personId);
    if (!person) continue;
    const [other] = await otherAddresses(person, deps);
    if (!other) continue;
    count++;
    const username = (await findAccountOfPerson(db, person.id))?.username;
    await reportAddress(db, { person, username, ...other }, deps);
  }
  return count;
}
