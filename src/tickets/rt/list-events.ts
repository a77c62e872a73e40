import type { TicketActor, TicketEvent } from "../tickets.ts";
import { listById } from "./list-by-id.ts";
import type { RtClient } from "./rt-client.ts";
import { TRANSACTION_FIELDS, transactionRecord, userRecord } from "./rt-records.ts";

interface History {
  readonly ticketId: number;
  readonly afterId: number;
  /** The ID of the user that acct logs in as. */
  readonly us: number;
}

/** The user as whom RT itself acts, for example when it raises a priority. */
const RT_SYSTEM = 1;
/** Copies of outgoing mail, which ordinary users may not see: hundreds of them could fill a page that looks empty. */
const UNSEEN = ["EmailRecord", "CommentEmailRecord"];

/** Lists the transactions after this one, in order. After a merge they include those of the other ticket. */
export async function* listEvents(
  client: RtClient,
  { ticketId, afterId, us }: History,
): AsyncGenerator<TicketEvent> {
  const privileged = new Map<number, boolean>();
  async function isPrivileged(id: number): Promise<boolean> {
    if (id === RT_SYSTEM) return false;
    const known = privileged.get(id);
    if (known !== undefined) return known;
    const answer = await client.find(`user/${id}`, userRecord);
    const is = answer?.found.Privileged === 1;
    privileged.set(id, is);
    return is;
  }

  const all = listById(client, {
    path: `ticket/${ticketId}/history`,
    queryAfter: (id) => ({ query: JSON.stringify(limitsAfter(id)), ...TRANSACTION_FIELDS }),
    schema: transactionRecord,
    afterId,
  });
  for await (const { id, Type, Field, OldValue, NewValue, ObjectId, Created, Creator } of all) {
    const { isUser: _, ...user } = Creator;
    const by: TicketActor = { ...user, isPrivileged: await isPrivileged(user.id), isUs: user.id === us };
    yield {
      id,
      ticketId: ObjectId,
      type: Type,
      ...(Field === "" ? {} : { field: Field }),
      ...(OldValue === "" ? {} : { oldValue: OldValue }),
      ...(NewValue === "" ? {} : { newValue: NewValue }),
      by,
      at: Created,
    };
  }
}

const limitsAfter = (id: number) => [
  { field: "id", operator: ">", value: id },
  ...UNSEEN.map((value) => ({ field: "Type", operator: "!=", value })),
];
