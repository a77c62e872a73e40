import { laterFields, readFields, type TicketFields } from "../../intake/tickets/read-fields.ts";
import { readTicketText } from "../../intake/tickets/ticket-text.ts";
import type { Ticket, TicketEvent } from "../../tickets/tickets.ts";
import type { TicketSystem } from "./ticket-system.ts";

/** Tells whether someone may complete a request on its ticket: staff, and those who requested it. */
const mayComplete = ({ by }: TicketEvent, { requestors }: Ticket) =>
  !by.isUs && (by.isPrivileged || requestors.some(({ id }) => id === by.id));

/** Reads the fields of a ticket: those with which it was opened, and those in later messages by the requestors and by staff. */
export async function readWholeTicket(
  ticket: Ticket,
  { tickets, template }: Pick<TicketSystem, "tickets" | "template">,
): Promise<TicketFields> {
  let fields = readFields(readTicketText(await tickets.readContent(ticket.id)), template);
  for await (const event of tickets.listEvents(ticket.id, 0)) {
    const isMessage = event.type === "Correspond" || event.type === "Comment";
    if (!isMessage || event.ticketId !== ticket.id || !mayComplete(event, ticket)) continue;
    const text = await tickets.readEventContent(event.id);
    if (text !== undefined) fields = laterFields(fields, readFields(readTicketText(text), template));
  }
  return fields;
}
