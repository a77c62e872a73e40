import { BusyError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import type { Event } from "../../db/tables/events.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import { addTicket, findTicketRow, updateTicket } from "../../db/tickets.ts";
import { Failure } from "../../failure/failure.ts";
import { ChangeRejectedError, type Ticket, TicketChangedError } from "../../tickets/tickets.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import { lastWords, ticketComments, ticketFace, ticketMark } from "../../view/ticket-view.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { Mirror } from "../outbox/mirror.ts";
import { commentOnce } from "./comment-once.ts";
import { type OneChange, recordRejection, wasRejected } from "./rejected-change.ts";
import { reportMerge } from "./report-merge.ts";
import { statusToShow } from "./status-to-show.ts";
import type { TicketSystem } from "./ticket-system.ts";

interface MirrorDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly system: TicketSystem;
}

/** Someone has changed the ticket at this moment. */
const LOOK_AGAIN_MS = 2000;
/** Someone has changed the ticket since the last poll, and the next one judges what they did. */
const AFTER_POLL_MS = 5000;

/** Shows requests in the tickets that they came from: as priority, status, and comments. */
export const ticketMirror = (deps: MirrorDeps): Mirror => ({
  async show(view, request, history) {
    const { db, now, system } = deps;
    const ticketId = Number(view.place.slice(view.place.lastIndexOf("/") + 1));
    const key = { place: system.place, ticketId };
    const row = await findTicketRow(db, key);
    if (row?.mergedInto) return String(ticketId);
    const ticket = await system.tickets.find(ticketId);
    if (!ticket) throw new Failure(`Ticket ${ticketId} was deleted, or acct may no longer see it`);
    const { priority, status } = ticket;
    const known =
      row ?? (await addTicket(db, { ...key, priority, status, ignored: false, checkedAt: now() }));
    if (ticket.id !== ticketId) {
      await reportMerge(request, known, ticket.id, deps);
      return String(ticketId);
    }
    await comment(request, history, known, deps);
    await rename(request, ticket, known, deps);
    await changeFields(request, ticket, known, deps);
    return String(ticketId);
  },
});

async function comment(
  request: Request,
  history: readonly Event[],
  { place, ticketId, commentedSeq }: TicketRow,
  { db, system }: MirrorDeps,
): Promise<void> {
  const { tickets, errorPriority } = system;
  for (const { seq, text } of ticketComments(request, history, { after: commentedSeq, errorPriority })) {
    await commentOnce(ticketId, { text, mark: ticketMark(request, String(seq)) }, tickets);
    await updateTicket(db, { place, ticketId }, { commentedSeq: seq });
  }
  const last = history.at(-1)?.seq ?? 0;
  if (last > commentedSeq) await updateTicket(db, { place, ticketId }, { commentedSeq: last });
}

/**
 * Once the account exists, the requestor is called by its username instead of by their address. No one else is ever renamed: a requestor
 * who has a name of their own keeps it, and so does someone who has the username.
 */
async function rename(
  request: Request,
  { requestors }: Ticket,
  { place, ticketId, renamed }: TicketRow,
  { db, system }: MirrorDeps,
): Promise<void> {
  const { username, email, stage, kind } = request;
  if (renamed || !REQUEST_KINDS[kind].createsAccount || !username || !STAGE_VIEWS[stage].isCompleted) return;
  const { tickets } = system;
  const address = email.toLowerCase();
  const mine = requestors.find((each) => each.email.toLowerCase() === address);
  if (mine?.name.includes("@")) {
    const result = await tickets.renameUser(mine, username);
    const done =
      result === "renamed" ||
      (result === "taken" && (await tickets.addRequestor(ticketId, username, email)) === "added");
    if (!done) {
      const why =
        result === "rejected"
          ? `${tickets.name} doesn't accept the name ${username}, or acct lacks the right to rename users`
          : `a user of ${tickets.name} has the name ${username}, and the address doesn't say that this is the same person`;
      const text = `The requestor keeps the name ${mine.name}: ${why}. If both are the same person, correct it by hand.`;
      await commentOnce(ticketId, { text, mark: ticketMark(request, "rename") }, tickets);
    }
  }
  await updateTicket(db, { place, ticketId }, { renamed: true });
}

/** Writes the priority and the status, unless someone has changed them since acct last looked: that is for the next poll to judge. */
async function changeFields(
  request: Request,
  ticket: Ticket,
  row: TicketRow,
  deps: MirrorDeps,
): Promise<void> {
  const { db, system } = deps;
  const key = { place: row.place, ticketId: row.ticketId };
  if (row.closed) return;
  const isTouched = ticket.priority !== row.priority || ticket.status !== row.status;
  if (isTouched) throw new BusyError(AFTER_POLL_MS);
  const face = ticketFace(request, system);
  const isOver = hasEnded(request);
  const status = statusToShow(request, face.status, ticket.status);
  const isOther = status !== ticket.status;
  const saysGoodbye = request.status === "closed" && isOther && status === "resolved";
  const { priority = ticket.priority } = face;
  const steps: readonly OneChange[] = [
    ...(isOther && !saysGoodbye ? [{ status }] : []),
    ...(priority === ticket.priority ? [] : [{ priority }]),
  ];
  let current = ticket;
  for (const step of steps)
    if (!wasRejected(row, ticket, step)) current = await change(current, step, { request, row }, deps);
  if (!isOver) return;
  if (saysGoodbye) await sayGoodbye(request, ticket, row, deps);
  await updateTicket(db, key, { closed: true });
}

async function change(
  ticket: Ticket,
  step: OneChange,
  shown: { readonly request: Request; readonly row: TicketRow },
  { db, system }: MirrorDeps,
): Promise<Ticket> {
  try {
    const changed = await system.tickets.change(ticket, step);
    await updateTicket(db, shown.row, { priority: changed.priority, status: changed.status });
    return changed;
  } catch (error) {
    if (error instanceof ChangeRejectedError)
      await recordRejection(error, step, ticket, shown, { db, system });
    else if (!(error instanceof TicketChangedError)) throw error;
    throw new BusyError(LOOK_AGAIN_MS);
  }
}

/** The last words and the status go in one message, because a message alone would reopen the ticket. */
async function sayGoodbye(
  request: Request,
  ticket: Ticket,
  row: TicketRow,
  { db, system }: MirrorDeps,
): Promise<void> {
  const { tickets } = system;
  const { place, ticketId, lastEventId } = row;
  for await (const { by, type, id, ticketId: on } of tickets.listEvents(ticketId, 0)) {
    if (on !== ticketId || !["Correspond", "Comment"].includes(type)) continue;
    const isOurs = by.isUs && type === "Correspond";
    if (isOurs && (await tickets.readEventContent(id))?.includes(lastWords(request))) return;
    if (by.isUs || by.id === SYSTEM_USER || id <= lastEventId) continue;
    const text = `Request ${request.id} is complete. ${by.name} wrote just before, so the ticket stays open: please answer, and resolve it.`;
    return commentOnce(ticketId, { text, mark: ticketMark(request, "left-open") }, tickets);
  }
  try {
    await tickets.correspond(ticketId, lastWords(request), "resolved");
    await updateTicket(db, { place, ticketId }, { status: "resolved" });
  } catch (error) {
    if (!(error instanceof ChangeRejectedError)) throw error;
    // The requester has read the last words. Only the status is missing.
    await recordRejection(error, { status: "resolved" }, ticket, { request, row }, { db, system });
  }
}

/** The user as whom RT itself acts. */
const SYSTEM_USER = 1;
