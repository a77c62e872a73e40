import type { Db } from "../../db/client.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import { findTicketRow } from "../../db/tickets.ts";
import type { Ticket, TicketEvent, Tickets } from "../../tickets/tickets.ts";

/** "outdated": the ticket has changed since it was read, so nothing can be said about it. */
type Cause = "transaction" | "program" | "outdated";

interface CauseDeps {
  readonly db: Db;
  readonly system: { readonly tickets: Pick<Tickets, "find" | "listEvents"> };
}

/**
 * Finds out whether the priority of a ticket was changed by a transaction, or by a program that leaves none. People, the view, and other
 * processes work on the ticket at the same time, so what was read before may be out of date: the ticket, its whole history, and what acct has
 * acted on are read again, in this order.
 */
export async function findCause(
  { id, priority }: Pick<Ticket, "id" | "priority">,
  row: TicketRow,
  { db, system: { tickets } }: CauseDeps,
): Promise<Cause> {
  const now = await tickets.find(id);
  if (now?.id !== id || now.priority !== priority) return "outdated";
  let last: TicketEvent | undefined;
  let lastChange: TicketEvent | undefined;
  for await (const event of tickets.listEvents(id, 0)) {
    last = event;
    if (event.field === "Priority" && event.ticketId === id) lastChange = event;
  }
  const known = (await findTicketRow(db, row)) ?? row;
  if ((last?.id ?? 0) > known.lastEventId) return "outdated";
  const isKnown = known.priority === priority || Number(lastChange?.newValue) === priority;
  return isKnown ? "transaction" : "program";
}
