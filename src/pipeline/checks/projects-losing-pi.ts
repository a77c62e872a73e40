import { listAccountsOfPerson } from "../../db/accounts.ts";
import type { Db } from "../../db/client.ts";
import { listDeciders } from "../../db/deciders.ts";
import { listProjectsLedBy } from "../../db/projects.ts";
import type { Account } from "../../db/tables/accounts.ts";

/**
 * Lists the projects for which no one decides once this account is closed: they have no other PI and no manager. A person who
 * keeps another account continues to decide.
 */
export async function listProjectsLosingPi(
  { id, personId }: Pick<Account, "id" | "personId">,
  db: Db,
  now: Date,
): Promise<string[]> {
  const others = await listAccountsOfPerson(db, personId);
  if (others.some((one) => one.id !== id && !one.removedAt)) return [];
  const lost: string[] = [];
  for (const { name } of await listProjectsLedBy(db, personId)) {
    const remaining = (await listDeciders(db, name, now)).filter(
      (one) => !one.isOffboarded && one.personId !== personId,
    );
    if (remaining.length === 0) lost.push(name);
  }
  return lost;
}
