import { recordEvent } from "../../db/apply-change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { findRequest } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import { findTicketRow, recordTicketMerge } from "../../db/tickets.ts";
import { ticketMark } from "../../view/ticket-view.ts";
import { commentOnce } from "./comment-once.ts";
import type { TicketSystem } from "./ticket-system.ts";

interface MergeDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly system: TicketSystem;
}

/**
 * Someone has merged the ticket of a request into another ticket. The request goes on in the chat, and the other ticket keeps showing only
 * its own request, if it has one. Both requests get a line in their history, and the ticket a comment, once.
 */
export async function reportMerge(
  request: Request,
  { place, ticketId }: TicketRow,
  into: number,
  { db, now, system }: MergeDeps,
): Promise<void> {
  const other = await findTicketRow(db, { place, ticketId: into });
  const theirs = other?.requestId ? await findRequest(db, other.requestId) : undefined;
  const own = theirs
    ? ` This ticket still shows request ${theirs.id}, and what was done on ticket ${ticketId} doesn't count for it.`
    : "";
  const text = `Ticket ${ticketId} was merged into this one. Its request ${request.id} continues without a ticket: admins decide on its card.${own}`;
  await commentOnce(into, { text, mark: ticketMark(request, "merged") }, system.tickets);
  const merged = { kind: "ticket-merged", actor: "acct", actorName: "acct" } as const;
  await inTransaction(db, async (tx) => {
    if (!(await recordTicketMerge(tx, { place, ticketId }, into))) return;
    const note = `Ticket ${ticketId} was merged into ticket ${into}, so no ticket shows this request anymore. Decide it here.`;
    await recordEvent(tx, request.id, { ...merged, note }, now());
    if (theirs) {
      const about = `Ticket ${ticketId} of request ${request.id} was merged into ticket ${into} of this request. What was done there doesn't count here.`;
      await recordEvent(tx, theirs.id, { ...merged, note: about }, now());
    }
  });
}
