import type { Db } from "../../db/client.ts";
import { findPerson } from "../../db/find-person.ts";
import type { Person } from "../../db/tables/people.ts";
import { Failure } from "../../failure/failure.ts";
import { toAddress } from "../../view/email-address.ts";

/** Finds whom an admin means, by a username, an address, a chat user, or a number. Throws with a sentence if there is no one. */
export async function requirePerson(db: Db, who: string): Promise<Person> {
  const person = await findPerson(db, toAddress(who));
  if (!person) throw new Failure(`The registry has no one called ${who}.`);
  return person;
}
