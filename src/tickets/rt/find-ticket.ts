import { z } from "zod";
import type { Ticket } from "../tickets.ts";
import type { RtClient } from "./rt-client.ts";
import { listedTicket, requestorsIn, TICKET_FIELDS, ticketRecord, toTicket } from "./rt-records.ts";

const listed = z.looseObject({ items: z.array(listedTicket) });
const QUEUE = new URLSearchParams({ "fields[Queue]": "Name" });

/**
 * Reads a ticket. RT answers with another one if it was merged. Its record lacks the numeric IDs of the requestors, which only a search
 * has. Undefined: there is none, or acct may not see it.
 */
export async function findTicket(client: RtClient, id: number): Promise<Ticket | undefined> {
  const answer = await client.find(`ticket/${id}?${QUEUE}`, ticketRecord);
  if (!answer) return undefined;
  const { found, etag } = answer;
  const query = new URLSearchParams({ query: `id = ${found.id}`, ...TICKET_FIELDS });
  const [same] = (await client.get(`tickets?${query}`, listed)).items;
  // A search leaves out deleted tickets.
  return toTicket(found, { askedFor: id, requestors: same ? requestorsIn(same) : [], etag });
}
