import type { Ticket } from "../tickets.ts";
import { checkQueue } from "./check-queue.ts";
import { listById } from "./list-by-id.ts";
import type { RtClient } from "./rt-client.ts";
import { listedTicket, requestorsIn, TICKET_FIELDS, toTicket } from "./rt-records.ts";
import { SCRATCH_SUBJECT } from "./scratch-ticket.ts";

interface Listed {
  readonly queue: string;
  /** The ID of the user that acct logs in as. */
  readonly us: number;
  readonly afterId: number;
  /** Only tickets that changed during the last days. */
  readonly days?: number;
}

/**
 * Lists the tickets of the queue with numbers above this one. Merged and deleted ones are left out, and acct's own for its tests. Throws
 * a sentence if acct doesn't see the queue.
 */
export async function* listTickets(
  client: RtClient,
  { queue, us, afterId, days }: Listed,
): AsyncGenerator<Ticket> {
  // RT reads dates in the time zone of the user, which may be almost a day from ours.
  const changed = days === undefined ? "" : ` AND LastUpdated > '${days + 1} days ago'`;
  const all = listById(client, {
    path: "tickets",
    queryAfter: (id) => ({ query: `Queue = ${quote(queue)} AND id > ${id}${changed}`, ...TICKET_FIELDS }),
    schema: listedTicket,
    afterId,
  });
  let isEmpty = true;
  for await (const found of all) {
    isEmpty = false;
    // Tickets have no queue for those who may see the tickets, but not the queue.
    if (found.Queue.Name === "") await checkQueue(client, { queue });
    if (found.Subject === SCRATCH_SUBJECT && found.Creator.id === us) continue;
    yield toTicket(found, { askedFor: found.id, requestors: requestorsIn(found), etag: undefined });
  }
  // RT finds nothing in a queue that was renamed.
  if (isEmpty) await checkQueue(client, { queue });
}

/** Quotes a text for TicketSQL. */
export const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
