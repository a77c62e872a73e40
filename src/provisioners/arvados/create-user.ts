import type { ArvadosUser } from "../../arvados/arvados.ts";
import { isUncertain } from "../../arvados/arvados-error.ts";
import { uuidFor } from "../../arvados/uuid.ts";
import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type Person } from "../provisioner.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { findUser } from "./find-user.ts";

/** How many people may have had the address before. */
const MAX_FORMER = 20;

/**
 * Creates the account of someone who has none. Its UUID is made from the address, so that another process that creates it at the same
 * time, or that was interrupted while it did, can't make a second one: Arvados itself would accept the address twice. After every failure
 * it looks again, because the account may be there.
 */
export async function createUser(
  site: ArvadosSite,
  person: Pick<Person, "username" | "email" | "givenName" | "familyName">,
): Promise<ArvadosUser> {
  const { email, username, givenName, familyName } = person;
  if (email === null)
    throw new Failure(`${username} has no email address, by which Arvados recognizes people`, {
      lasts: true,
    });
  const { arvados } = site;
  const { id } = await arvados.cluster();
  for (let former = 0; former < MAX_FORMER; former++) {
    const uuid = uuidFor(id, "user", [email.toLowerCase(), String(former)]);
    const there = await arvados.findUser(uuid);
    if (there?.email.toLowerCase() === email.toLowerCase()) return there;
    // Someone else had the address when acct created their account, and has another one now.
    if (there) continue;
    try {
      return await arvados.createUser({ uuid, email, firstName: givenName, lastName: familyName });
    } catch (error) {
      const made = isUncertain(error) ? await findUser(site, person) : undefined;
      if (made) return made;
      throw error;
    }
  }
  throw new NameConflictError(
    `Arvados has ${MAX_FORMER} accounts of people who had the address ${email} before`,
  );
}
