import { z } from "zod";
import type { Ticket, TicketUser } from "../tickets.ts";
import type { RtClient } from "./rt-client.ts";
import { listedTicket, requestorsIn, TICKET_FIELDS, ticketRecord, toTicket } from "./rt-records.ts";

const listed = z.looseObject({ items: z.array(listedTicket) });
const QUEUE = new URLSearchParams({ "fields[Queue]": "Name" });

/**
 * Reads a ticket. RT answers with another one if it was merged. Undefined: there is none, or acct may not see it. The record lacks the
 * numeric IDs of the requestors, so if they aren't known, a search finds them.
 */
export async function findTicket(
  client: RtClient,
  id: number,
  requestors?: readonly TicketUser[],
): Promise<Ticket | undefined> {
  const answer = await client.find(`ticket/${id}?${QUEUE}`, ticketRecord);
  if (!answer) return undefined;
  const { found, etag } = answer;
  const known = found.Requestor.length === 0 ? [] : (requestors ?? (await findRequestors(client, found.id)));
  return toTicket(found, { askedFor: id, requestors: known, etag });
}

async function findRequestors(client: RtClient, id: number): Promise<TicketUser[]> {
  const query = new URLSearchParams({ query: `id = ${id}`, ...TICKET_FIELDS });
  const [same] = (await client.get(`tickets?${query}`, listed)).items;
  // A search leaves out deleted tickets.
  return same ? requestorsIn(same) : [];
}
