import { findFormerOrAccount } from "./accounts.ts";
import type { Db } from "./client.ts";
import { chatIdentity, emailIdentity, findPersonBy, findPersonById } from "./people.ts";
import type { Person } from "./tables/people.ts";

/** Finds a person by their number in the registry, by a username, by an email address, or by a user in the chat. */
export async function findPerson(db: Db, who: string): Promise<Person | undefined> {
  if (/^\d{1,9}$/.test(who)) return findPersonById(db, Number(who));
  if (who.includes("@")) return findPersonBy(db, emailIdentity(who));
  if (who.includes(":")) return findPersonBy(db, chatIdentity(who));
  const account = await findFormerOrAccount(db, who.toLowerCase());
  return account && findPersonById(db, account.personId);
}
