import { recordEvent } from "../../db/apply-change.ts";
import type { Db } from "../../db/client.ts";
import { listEvents } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { TicketEvent } from "../../tickets/tickets.ts";
import { describeState } from "../../view/describe-state.ts";
import { ticketMark } from "../../view/ticket-view.ts";
import { commentOnce } from "./comment-once.ts";
import { CLOSED } from "./status-to-show.ts";
import type { TicketSystem } from "./ticket-system.ts";

interface ReopenedDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly system: Pick<TicketSystem, "tickets">;
}

/** Tells whether someone opened a ticket again. After a reply, the ticket system itself does. */
export const isReopening = ({ field, oldValue = "", newValue = "", by }: TicketEvent): boolean =>
  field === "Status" && CLOSED.includes(oldValue) && !CLOSED.includes(newValue) && !by.isUs;

/**
 * A ticket whose request has ended is open again. Nothing is left that acct could do for it, so it leaves the ticket to staff: they read
 * so in a comment, and the admins in the history, once each time.
 */
export async function reportReopened(
  { id, ticketId }: TicketEvent,
  request: Request,
  { db, now, system }: ReopenedDeps,
): Promise<void> {
  const text = `This ticket is open again, but request ${request.id} has ended (${describeState(request)}), so acct changes nothing here anymore. Please answer, and resolve the ticket by hand. What needs a new request needs a new ticket.`;
  const mark = ticketMark(request, `reopened ${id}`);
  await commentOnce(ticketId, { text, mark, afterEventId: id }, system.tickets);
  const history = await listEvents(db, request.id);
  if (history.some(({ kind, detail }) => kind === "ticket-changed" && detail.transaction === id)) return;
  const note = `Ticket ${ticketId} is open again, although this request has ended. acct leaves it to staff.`;
  await recordEvent(
    db,
    request.id,
    { kind: "ticket-changed", actor: "acct", actorName: "acct", note, detail: { transaction: id } },
    now(),
  );
}
