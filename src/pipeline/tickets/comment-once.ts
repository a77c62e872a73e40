import type { Tickets } from "../../tickets/tickets.ts";

/**
 * Comments on a ticket, unless acct has already written a comment with this mark after that transaction: the process may have ended
 * between writing and recording it. Only acct's own comments count, because anyone can copy a mark.
 */
export async function commentOnce(
  ticketId: number,
  {
    text,
    mark,
    afterEventId = 0,
  }: { readonly text: string; readonly mark: string; readonly afterEventId?: number },
  tickets: Pick<Tickets, "listEvents" | "readEventContent" | "comment">,
): Promise<void> {
  for await (const { id, type, by } of tickets.listEvents(ticketId, afterEventId)) {
    if (type !== "Comment" || !by.isUs) continue;
    if ((await tickets.readEventContent(id))?.includes(mark)) return;
  }
  await tickets.comment(ticketId, `${text}\n\n${mark}`);
}
