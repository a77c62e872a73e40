import { and, eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type HelpdeskTicket, helpdeskTickets } from "./tables/helpdesk-tickets.ts";

/** The ticket of a request, if its tag is known. */
export async function findTicket(db: Db, requestId: number): Promise<HelpdeskTicket | undefined> {
  const [row] = await db.select().from(helpdeskTickets).where(eq(helpdeskTickets.requestId, requestId));
  return row;
}

/** The ticket with this tag at this address. */
export async function findTicketByTag(
  db: Db,
  { address, tag }: Pick<HelpdeskTicket, "address" | "tag">,
): Promise<HelpdeskTicket | undefined> {
  const isIt = and(eq(helpdeskTickets.address, address), eq(helpdeskTickets.tag, tag));
  const [row] = await db.select().from(helpdeskTickets).where(isIt);
  return row;
}

/** Records the tag of a request's ticket, instead of an earlier one. Throws if another request has it. */
export async function saveTicket(db: Db, ticket: HelpdeskTicket): Promise<void> {
  await db
    .insert(helpdeskTickets)
    .values(ticket)
    .onConflictDoUpdate({ target: helpdeskTickets.requestId, set: ticket });
}
