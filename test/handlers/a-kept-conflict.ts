import { type SeenConflict, saveConflicts } from "../../src/db/adoption-conflicts.ts";
import type { Db } from "../../src/db/client.ts";
import { type AdoptionConflict, adoptionConflicts } from "../../src/db/tables/adoption-conflicts.ts";
import { START } from "../in-memory/pipeline-deps.ts";

/** A conflict of acct adopt that waits for a decision. Say only what matters to the test. */
export async function aKeptConflict(
  db: Db,
  name: string,
  but: Partial<SeenConflict> = {},
): Promise<AdoptionConflict> {
  const key = `OpenStack/default/${name}`;
  const seen: SeenConflict = {
    key,
    subject: "account",
    system: "OpenStack",
    externalId: `default/${name}`,
    name,
    person: "Maria Keller",
    email: `${name}@elsewhere.example`,
    kind: "other-address",
    why: `${name} in OpenStack may be someone else`,
    mayBe: [],
    ...but,
  };
  await saveConflicts(db, [seen], START);
  const row = (await db.select().from(adoptionConflicts)).find((one) => one.key === seen.key);
  if (!row) throw new Error("The conflict was not kept");
  return row;
}

/** The conflict as it is now. */
export async function conflictNow(db: Db, { id }: AdoptionConflict): Promise<AdoptionConflict> {
  const row = (await db.select().from(adoptionConflicts)).find((one) => one.id === id);
  if (!row) throw new Error(`There is no conflict ${id}`);
  return row;
}
