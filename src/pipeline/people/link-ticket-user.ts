import { findAccountOfPerson } from "../../db/accounts.ts";
import { inTransaction } from "../../db/client.ts";
import { addIdentity, findPersonBy, ticketIdentity } from "../../db/people.ts";
import type { Person } from "../../db/tables/people.ts";
import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import type { EventActor } from "../engine/changes.ts";
import { labelOf } from "../links/link-messages.ts";
import { recordLinkEvent } from "../links/record-link-event.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Tells whether a text names a user of a ticket system, such as "rt:rt.example.org/42". */
export const isTicketUser = (text: string): boolean => /^rt:[^/\s]+\/\d{1,9}$/.test(text);

/**
 * Records that a user of the ticket system is this person, so that what they do in tickets counts as theirs. Throws if the user is
 * linked to someone else.
 */
export async function linkTicketUser(
  person: Person,
  user: string,
  by: EventActor,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<void> {
  const account = await findAccountOfPerson(db, person.id);
  await inTransaction(db, async (tx) => {
    const before = await findPersonBy(tx, ticketIdentity(user));
    if (before?.id === person.id) return;
    if (before)
      throw new Failure(
        `${user} is linked to ${fullName(before)}. Merge the two people if they are one: acct person merge.`,
      );
    await addIdentity(tx, person.id, ticketIdentity(user), { verifiedBy: "admin", now: now() });
    const note = `${labelOf(person, account)} to ${user}`;
    await recordLinkEvent(
      tx,
      person.id,
      account,
      { kind: "linked", actor: by.id, actorName: by.name, note },
      now(),
    );
  });
}
