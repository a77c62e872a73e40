import { recordRegistryEvent } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { findOpenMerge, moveBack, moveToKept } from "../db/merges.ts";
import { findPersonById, lockRegistry } from "../db/people.ts";
import type { Person } from "../db/tables/people.ts";
import { Failure } from "../failure/failure.ts";
import { fullName } from "../view/full-name.ts";
import type { EventActor } from "./engine/changes.ts";
import { eventBy } from "./engine/changes.ts";

interface MergeDeps {
  readonly db: Db;
  readonly now: () => Date;
}

/**
 * Makes one person of two who turned out to be the same. The first one gets the identities, accounts and memberships of the second
 * one, whose row and history stay. Names and addresses stay as they are, except that a person without an address gets the other's. Both histories say so.
 * Throws a failure if they are the same person already.
 */
export async function mergePeople(
  kept: Person,
  merged: Person,
  by: EventActor,
  { db, now }: MergeDeps,
): Promise<void> {
  if (kept.id === merged.id) throw new Failure("These are one person already.");
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    const before = await findOpenMerge(tx, merged.id);
    if (before?.mergedId === merged.id)
      throw new Failure(`${describePerson(merged)} was merged into person ${before.keptId} before.`);
    if ((await findOpenMerge(tx, kept.id))?.mergedId === kept.id)
      throw new Failure(`${describePerson(kept)} was merged into someone else. Merge with them instead.`);
    await moveToKept(tx, kept.id, merged.id, now());
    const record = (id: number, note: string) =>
      recordRegistryEvent(tx, { kind: "person", id }, eventBy(by, "merged", note), now());
    await record(kept.id, `with ${describePerson(merged)}`);
    await record(merged.id, `into ${describePerson(kept)}`);
  });
}

/**
 * Undoes the latest merge of a person: both have again what they had before, and what came since then stays with the one who was
 * kept. Both histories say so. Returns the two people, the kept one first. Throws a failure if there is nothing to undo.
 */
export async function splitPerson(
  person: Person,
  by: EventActor,
  { db, now }: MergeDeps,
): Promise<readonly [kept: Person, merged: Person]> {
  return inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    const merge = await findOpenMerge(tx, person.id);
    if (!merge) throw new Failure(`${describePerson(person)} was never merged with anyone.`);
    // The person who was kept may have been merged, too. The order in which things moved is the order in which they move back.
    const later = await findOpenMerge(tx, merge.keptId);
    if (later && later.id !== merge.id)
      throw new Failure(
        `Person ${merge.keptId} was merged again since then. Split person ${later.keptId} first.`,
      );
    await moveBack(tx, merge, now());
    const kept = (await findPersonById(tx, merge.keptId)) as Person;
    const merged = (await findPersonById(tx, merge.mergedId)) as Person;
    const record = (id: number, note: string) =>
      recordRegistryEvent(tx, { kind: "person", id }, eventBy(by, "split", note), now());
    await record(kept.id, `from ${describePerson(merged)}`);
    await record(merged.id, `from ${describePerson(kept)}`);
    return [kept, merged] as const;
  });
}

/** Names a person for an admin, whose name alone may be that of several. */
export const describePerson = ({ id, givenName, familyName }: Person): string =>
  `${fullName({ givenName, familyName }).trim() || "someone"} (person ${id})`;
