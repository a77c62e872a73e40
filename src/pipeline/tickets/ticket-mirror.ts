import { BusyError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import type { Event } from "../../db/tables/events.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import { addTicket, findTicketRow, updateTicket } from "../../db/tickets.ts";
import { Failure } from "../../failure/failure.ts";
import { type Ticket, TicketChangedError, type TicketChanges } from "../../tickets/tickets.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import { lastWords, ticketComments, ticketFace, ticketMark } from "../../view/ticket-view.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { Mirror } from "../outbox/mirror.ts";
import { commentOnce } from "./comment-once.ts";
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

/** Once the account exists, the requestor is called by its username instead of by their address. No one else is ever renamed. */
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
  if (mine && mine.name !== username) {
    const result = mine.name.includes("@") ? await tickets.renameUser(mine, username) : "taken";
    const done =
      result === "renamed" ||
      (result === "taken" && (await tickets.addRequestor(ticketId, username, email)) === "added");
    if (!done) {
      const why =
        result === "rejected"
          ? `${tickets.name} doesn't accept the name ${username}, or acct lacks the right to rename users`
          : `another user of ${tickets.name} has the name ${username}, with a different address`;
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
  { db, system }: MirrorDeps,
): Promise<void> {
  const { tickets } = system;
  const key = { place: row.place, ticketId: row.ticketId };
  if (row.closed) return;
  const isTouched = ticket.priority !== row.priority || ticket.status !== row.status;
  if (isTouched) throw new BusyError(AFTER_POLL_MS);
  const face = ticketFace(request, system);
  const isOver = hasEnded(request);
  const status = statusToShow(request, face.status, ticket.status);
  const changes: TicketChanges = {
    ...(face.priority === undefined || face.priority === ticket.priority ? {} : { priority: face.priority }),
    ...(status === ticket.status ? {} : { status }),
  };
  const saysGoodbye = request.status === "closed" && changes.status === "resolved";
  const { status: last, priority } = changes;
  // The status comes first, because a ticket system may refuse a negative priority.
  const steps: readonly TicketChanges[] = [
    ...(last === undefined || saysGoodbye ? [] : [{ status: last }]),
    ...(priority === undefined ? [] : [{ priority }]),
  ];
  let current = ticket;
  for (const step of steps) {
    current = await tickets.change(current, step).catch((error: unknown) => {
      if (error instanceof TicketChangedError) throw new BusyError(LOOK_AGAIN_MS);
      throw error;
    });
    await updateTicket(db, key, { priority: current.priority, status: current.status });
  }
  if (!isOver) return;
  if (saysGoodbye && last !== undefined) await sayGoodbye(request, ticket, row, { db, system });
  await updateTicket(db, key, { closed: true });
}

/** The last words and the status go in one message, because a message alone would reopen the ticket. */
async function sayGoodbye(
  request: Request,
  ticket: Ticket,
  { place, ticketId, lastEventId }: TicketRow,
  { db, system }: Pick<MirrorDeps, "db" | "system">,
): Promise<void> {
  const { tickets } = system;
  for await (const { by, type, id } of tickets.listEvents(ticketId, lastEventId)) {
    if (!["Correspond", "Comment"].includes(type)) continue;
    if (by.isUs && type === "Comment") continue;
    const isOurs = by.isUs && (await tickets.readEventContent(id))?.includes(lastWords(request));
    if (isOurs) return;
    if (by.isUs || by.id === SYSTEM_USER) continue;
    const text = `Request ${request.id} is complete. ${by.name} wrote just before, so the ticket stays open: please answer, and resolve it.`;
    return commentOnce(ticketId, { text, mark: ticketMark(request, "left-open") }, tickets);
  }
  await tickets.correspond(ticket.id, lastWords(request), "resolved");
  await updateTicket(db, { place, ticketId }, { status: "resolved" });
}

/** The user as whom RT itself acts. */
const SYSTEM_USER = 1;
