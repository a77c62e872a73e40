import type { Db } from "../../db/client.ts";
import { listMerged } from "../../db/merges.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import type { Person } from "../../db/tables/people.ts";
import type { PiClaim } from "../../db/tables/pi-claims.ts";

/**
 * Finds the person whose address was asked: "new" if the registry doesn't know it yet, and "moved" if it belongs to someone else
 * by now, so that neither a yes nor a confirmation counts.
 */
export async function claimOwner(
  db: Db,
  { email, personId }: Pick<PiClaim, "email" | "personId">,
): Promise<Person | "new" | "moved"> {
  const owner = await findPersonBy(db, emailIdentity(email));
  if (personId === null || owner?.id === personId) return owner ?? "new";
  const isMerged = owner !== undefined && (await listMerged(db, owner.id)).includes(personId);
  return isMerged ? owner : "moved";
}
