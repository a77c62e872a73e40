import { recordRegistryEvent } from "../../db/apply-change.ts";
import { declineAddress } from "../../db/chat-links.ts";
import { inTransaction } from "../../db/client.ts";
import type { Person } from "../../db/tables/people.ts";
import { type EventActor, eventBy } from "../engine/changes.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Records that an address isn't to be used for a person, although the chat or the directory shows it. */
export async function keepEmail(
  person: Pick<Person, "id" | "email">,
  address: string,
  by: EventActor,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await declineAddress(tx, person.id, address, now()))) return;
    const event = eventBy(by, "email-kept", `${person.email ?? "no address"}, not ${address}`);
    await recordRegistryEvent(tx, { kind: "person", id: person.id }, event, now());
  });
}
