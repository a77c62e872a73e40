import type { Db } from "../../db/client.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import { updateTicket } from "../../db/tickets.ts";
import type { ChangeRejectedError, Ticket, TicketChanges } from "../../tickets/tickets.ts";
import { ticketMark } from "../../view/ticket-view.ts";
import { commentOnce } from "./comment-once.ts";
import type { TicketSystem } from "./ticket-system.ts";

/** A change of the priority or of the status. */
export type OneChange = Pick<Required<TicketChanges>, "priority"> | Pick<Required<TicketChanges>, "status">;

/** Tells whether the ticket system has rejected this change before. Another attempt would end the same way while the ticket is as it is. */
export const wasRejected = (
  { problem }: Pick<TicketRow, "problem">,
  ticket: Pick<Ticket, "priority" | "status">,
  change: OneChange,
): boolean => (problem ?? "").split("\n").includes(nameChange(ticket, change));

/** Remembers that the ticket system rejects this change, and leaves it to staff, who read that once. The request goes on. */
export async function recordRejection(
  { message }: ChangeRejectedError,
  change: OneChange,
  ticket: Pick<Ticket, "priority" | "status">,
  { request, row }: { readonly request: Request; readonly row: TicketRow },
  { db, system }: { readonly db: Db; readonly system: Pick<TicketSystem, "tickets"> },
): Promise<void> {
  const { place, ticketId, problem } = row;
  const advice =
    "status" in change
      ? " Set the status by hand if you need it. So that acct can set it on other tickets, let the lifecycle of the queue allow it, and give acct's user the right ModifyTicket."
      : "";
  const text = `${message.replace(/\.$/, "")}. acct doesn't try this again here, and request ${request.id} continues.${advice}`;
  const [[field, value] = []] = Object.entries(change);
  await commentOnce(
    ticketId,
    { text, mark: ticketMark(request, `rejects ${field} ${value}`) },
    system.tickets,
  );
  const known = problem === null ? [] : [problem];
  await updateTicket(db, { place, ticketId }, { problem: [...known, nameChange(ticket, change)].join("\n") });
}

const nameChange = (ticket: Pick<Ticket, "priority" | "status">, change: OneChange): string =>
  "status" in change
    ? `status ${ticket.status} → ${change.status}`
    : `priority ${ticket.priority} → ${change.priority}`;
