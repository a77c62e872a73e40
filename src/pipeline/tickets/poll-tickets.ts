import { recordEvent } from "../../db/apply-change.ts";
import { findRequest } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import {
  addTicket,
  endPoll,
  findTicketRow,
  keepPoll,
  listOpenTickets,
  showTicketAgain,
  takePoll,
  updateTicket,
} from "../../db/tickets.ts";
import type { Ticket, TicketEvent } from "../../tickets/tickets.ts";
import { ticketFace, ticketMark } from "../../view/ticket-view.ts";
import { commentOnce } from "./comment-once.ts";
import { findCause } from "./find-cause.ts";
import { wasRejected } from "./rejected-change.ts";
import { reportMerge } from "./report-merge.ts";
import { isReopening, reportReopened } from "./report-reopened.ts";
import { type TakeDeps, takeTicket } from "./take-ticket.ts";

export interface PollDeps extends TakeDeps {
  /** The number of this process; undefined while it must not take work. */
  readonly process: () => number | undefined;
  /** Does what a transaction by a person means for the request. */
  obey(event: TicketEvent, ticket: Ticket, request: Request): Promise<void>;
}

/** A process that hangs for longer than this loses the queue to another one. */
const POLL_LEASE_MS = 120_000;
/** Doubles are harmless, so the overlap with the last poll is wide: the clocks and time zones of the ticket system don't matter. */
const OVERLAP_DAYS = 1;
/** Some changes leave no trace in the list of changed tickets, so a few tickets are looked at each time. */
const LOOKED_AT = 20;
const OPEN = ["new", "open", "stalled"];

/**
 * Reads the queue once: takes new tickets, and acts on what people did on the others. Does nothing while another process does it.
 * Everything can be interrupted and repeated. One ticket that fails doesn't hold up the others. Throws if the ticket system can't be read.
 */
export async function pollTickets(deps: PollDeps): Promise<void> {
  const { db, now, system } = deps;
  const by = deps.process();
  if (by === undefined) return;
  const key = { place: system.place, queue: system.queue };
  const until = () => new Date(now().getTime() + POLL_LEASE_MS);
  const queue = await takePoll(db, key, { by, now: now(), until: until() });
  if (!queue) return;
  const isOurs = (progress = {}) =>
    deps.process() === by ? keepPoll(db, key, { by, until: until() }, progress) : false;
  try {
    for await (const ticket of system.tickets.listNew(queue.lastId)) {
      await unlessItFails(ticket, deps, () => lookAt(ticket, deps, { isOld: !queue.isCurrent }));
      if (!(await isOurs({ lastId: ticket.id }))) return;
    }
    if (!(await isOurs({ isCurrent: true }))) return;
    for await (const ticket of system.tickets.listChanged(OVERLAP_DAYS)) {
      await unlessItFails(ticket, deps, () => lookAt(ticket, deps));
      if (!(await isOurs())) return;
    }
    for (const { ticketId } of await listOpenTickets(db, system.place, LOOKED_AT)) {
      await unlessItFails({ id: ticketId }, deps, () => lookClosely(ticketId, deps));
      if (!(await isOurs())) return;
    }
  } finally {
    await endPoll(db, key, by, now());
  }
}

/** A ticket that failed is read again at the next poll, as long as it is open or has changed recently. */
async function unlessItFails(
  { id }: Pick<Ticket, "id">,
  { log }: Pick<PollDeps, "log">,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error, ticket: id }, "could not read a ticket; it is read again later");
  }
}

async function lookAt(ticket: Ticket, deps: PollDeps, { isOld = false } = {}): Promise<void> {
  const { db, now, system } = deps;
  const { id: ticketId, priority, status } = ticket;
  const key = { place: system.place, ticketId };
  const known = await findTicketRow(db, key);
  const isUnchanged =
    known?.changedAt?.getTime() === ticket.updatedAt.getTime() &&
    known.priority === priority &&
    known.status === status;
  if (isUnchanged) return;
  // Before acct, staff or another program worked on tickets that aren't new anymore.
  const ignored = isOld ? status !== "new" : !OPEN.includes(status);
  const row = known ?? (await addTicket(db, { ...key, priority, status, ignored, checkedAt: now() }));
  await follow(ticket, row, deps);
}

/** Looks at a ticket of an open request, whether or not it seems to have changed. */
async function lookClosely(ticketId: number, deps: PollDeps): Promise<void> {
  const { db, now, system } = deps;
  const key = { place: system.place, ticketId };
  await updateTicket(db, key, { checkedAt: now() });
  const [ticket, row] = [await system.tickets.find(ticketId), await findTicketRow(db, key)];
  if (ticket && row) await follow(ticket, row, deps);
}

async function follow(ticket: Ticket, row: TicketRow, deps: PollDeps): Promise<void> {
  const { db } = deps;
  if (row.mergedInto) return;
  const request = row.requestId === null ? undefined : await findRequest(db, row.requestId);
  if (request && ticket.id !== row.ticketId) return reportMerge(request, row, ticket.id, deps);
  if (request) {
    if (!(await actOn(ticket, row, request, deps))) return;
  } else if (!row.ignored && OPEN.includes(ticket.status)) await takeTicket(ticket, row, deps);
  await updateTicket(db, row, { changedAt: ticket.updatedAt });
}

/**
 * Acts on everything that happened on the ticket since the last time, in order, and then lets the view write what it shows. Returns false
 * if the ticket has changed since it was read, and has to be read again.
 */
async function actOn(ticket: Ticket, row: TicketRow, request: Request, deps: PollDeps): Promise<boolean> {
  const { db, now, system } = deps;
  let isExplained = false;
  let seen = { priority: row.priority, status: row.status };
  for await (const event of system.tickets.listEvents(row.ticketId, row.lastEventId)) {
    const current = (await findRequest(db, request.id)) ?? request;
    await deps.obey(event, ticket, current);
    if (row.closed && event.ticketId === row.ticketId && isReopening(event))
      await reportReopened(event, current, deps);
    const isPersons = !event.by.isUs && event.ticketId === row.ticketId && event.type !== "Create";
    if (event.field === "Priority" && event.ticketId === row.ticketId) {
      isExplained ||= Number(event.newValue) === ticket.priority;
      seen = { ...seen, priority: Number(event.newValue) };
    }
    await updateTicket(db, row, {
      lastEventId: event.id,
      acting: null,
      ...(isPersons && event.by.id !== RT_SYSTEM ? { activeAt: event.at } : {}),
    });
  }
  const isTouched = ticket.priority !== row.priority || ticket.status !== row.status;
  const { priority } = ticketFace((await findRequest(db, request.id)) ?? request, system);
  if (!isTouched) {
    // The view may have looked at the ticket just before someone changed it.
    if (priority !== undefined && priority !== ticket.priority && !wasRejected(row, ticket, { priority }))
      await showTicketAgain(db, request.id, row, now());
    return true;
  }
  const isSilent = ticket.priority !== seen.priority && ticket.priority !== priority && !isExplained;
  // Once the ticket is closed, its priority says nothing anymore, and no one puts it back.
  if (isSilent && !row.closed) {
    const cause = await findCause(ticket, row, deps);
    if (cause === "outdated") return false;
    if (cause === "program") await reportSilentChange(ticket, row, request, deps);
  }
  // The view writes only over values that have been judged.
  await updateTicket(db, row, { priority: ticket.priority, status: ticket.status });
  await showTicketAgain(db, request.id, row, now());
  return true;
}

/** A program has changed the priority without a transaction. It decides nothing, and is put back. */
async function reportSilentChange(
  { priority, updatedAt }: Ticket,
  row: TicketRow,
  request: Request,
  { db, now, system }: PollDeps,
): Promise<void> {
  const text = `The priority became ${priority} although no one changed it: a program such as rt-crontool did. It decides nothing for request ${request.id}, and acct puts it back. Exclude this queue there.`;
  const mark = ticketMark(request, `silent ${priority} ${updatedAt.getTime()}`);
  await commentOnce(row.ticketId, { text, mark, afterEventId: row.lastEventId }, system.tickets);
  const note = `A program changed the priority of ticket ${row.ticketId} to ${priority}. acct puts it back.`;
  await recordEvent(
    db,
    request.id,
    { kind: "ticket-changed", actor: "acct", actorName: "acct", note },
    now(),
  );
}

/** The user as whom RT itself acts. */
const RT_SYSTEM = 1;
