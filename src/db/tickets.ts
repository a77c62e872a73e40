import { and, asc, eq, inArray, isNull, lt, max, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { LOCK_CLASS } from "./free-dead-leases.ts";
import { OPEN_STATUSES } from "./names.ts";
import { requests } from "./tables/requests.ts";
import { type TicketQueue, ticketQueues } from "./tables/ticket-queues.ts";
import { type TicketRow, tickets } from "./tables/tickets.ts";
import { views } from "./tables/views.ts";

export interface TicketKey {
  readonly place: string;
  readonly ticketId: number;
}

interface QueueKey {
  readonly place: string;
  readonly queue: string;
}

interface Poller {
  /** The number of the process. */
  readonly by: number;
  readonly now: Date;
  readonly until: Date;
}

const isTicket = ({ place, ticketId }: TicketKey) =>
  and(eq(tickets.place, place), eq(tickets.ticketId, ticketId));
const isQueue = ({ place, queue }: QueueKey) =>
  and(eq(ticketQueues.place, place), eq(ticketQueues.queue, queue));

/** Lets this process poll the queue, unless another one that is alive does. Undefined if another one does. */
export async function takePoll(
  db: Db,
  key: QueueKey,
  { by, now, until }: Poller,
): Promise<TicketQueue | undefined> {
  await db.insert(ticketQueues).values(key).onConflictDoNothing();
  const isAlive = sql`exists (
    select from pg_locks where locktype = 'advisory' and classid = ${LOCK_CLASS} and objid = ${ticketQueues.pollBy} and objsubid = 2
      and granted and database = (select oid from pg_database where datname = current_database()))`;
  const [row] = await db
    .update(ticketQueues)
    .set({ pollBy: by, pollUntil: until })
    .where(
      and(
        isQueue(key),
        or(
          isNull(ticketQueues.pollBy),
          eq(ticketQueues.pollBy, by),
          lt(ticketQueues.pollUntil, now),
          sql`not ${isAlive}`,
        ),
      ),
    )
    .returning();
  return row;
}

/** Extends the time in which this process polls. Returns false if it has lost it to another process. */
export async function keepPoll(
  db: Db,
  key: QueueKey,
  { by, until }: Omit<Poller, "now">,
  progress: Partial<Pick<TicketQueue, "lastId" | "isCurrent">> = {},
): Promise<boolean> {
  const rows = await db
    .update(ticketQueues)
    .set({ pollUntil: until, ...progress })
    .where(and(isQueue(key), eq(ticketQueues.pollBy, by)))
    .returning({ queue: ticketQueues.queue });
  return rows.length === 1;
}

/** Ends a poll, so that any process can do the next one. */
export async function endPoll(db: Db, key: QueueKey, by: number, now: Date): Promise<void> {
  await db
    .update(ticketQueues)
    .set({ pollBy: null, pollUntil: null, polledAt: now })
    .where(and(isQueue(key), eq(ticketQueues.pollBy, by)));
}

export async function findTicketRow(db: Db, key: TicketKey): Promise<TicketRow | undefined> {
  const [row] = await db.select().from(tickets).where(isTicket(key));
  return row;
}

/** Finds the ticket that a request came from. */
export async function findTicketOf(db: Db, requestId: number): Promise<TicketRow | undefined> {
  const [row] = await db.select().from(tickets).where(eq(tickets.requestId, requestId));
  return row;
}

/** Remembers a ticket, unless it is known already. Returns what is known about it. */
export async function addTicket(
  db: Db,
  row: TicketKey & Pick<TicketRow, "priority" | "status" | "ignored" | "checkedAt">,
): Promise<TicketRow> {
  await db.insert(tickets).values(row).onConflictDoNothing();
  return (await findTicketRow(db, row)) as TicketRow;
}

export async function updateTicket(
  db: Db,
  key: TicketKey,
  change: Partial<Omit<TicketRow, "place" | "ticketId">>,
): Promise<void> {
  await db.update(tickets).set(change).where(isTicket(key));
}

/** Records into which ticket this one was merged. Returns false if that was known. */
export async function recordTicketMerge(tx: Db, key: TicketKey, into: number): Promise<boolean> {
  const rows = await tx
    .update(tickets)
    .set({ mergedInto: into })
    .where(and(isTicket(key), isNull(tickets.mergedInto)))
    .returning({ id: tickets.ticketId });
  return rows.length === 1;
}

/** Makes the view due that shows a request in its ticket, because the ticket has changed. One that is being shown right now stays as it is. */
export async function showTicketAgain(
  db: Db,
  requestId: number,
  { place, ticketId }: TicketKey,
  now: Date,
): Promise<void> {
  await db
    .insert(views)
    .values({
      requestId,
      audience: "ticket",
      place: ticketPlace({ place, ticketId }),
      wantedVersion: 0,
      runAt: now,
    })
    .onConflictDoUpdate({
      target: [views.requestId, views.audience, views.place],
      set: { runAt: now },
      setWhere: isNull(views.leaseToken),
    });
}

/** The place of the view that shows a request in its ticket. */
export const ticketPlace = ({ place, ticketId }: TicketKey): string => `${place}/${ticketId}`;

/** Lists tickets of open requests, those first that weren't looked at for the longest time. */
export async function listOpenTickets(db: Db, place: string, limit: number): Promise<TicketRow[]> {
  const rows = await db
    .select({ ticket: tickets })
    .from(tickets)
    .innerJoin(requests, eq(requests.id, tickets.requestId))
    .where(
      and(eq(tickets.place, place), isNull(tickets.mergedInto), inArray(requests.status, [...OPEN_STATUSES])),
    )
    .orderBy(asc(tickets.checkedAt))
    .limit(limit);
  return rows.map(({ ticket }) => ticket);
}

/** When a person last acted on the ticket of a request; undefined if there is none, or no one has. */
export async function findTicketActivity(db: Db, requestId: number): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: max(tickets.activeAt) })
    .from(tickets)
    .where(eq(tickets.requestId, requestId));
  return row?.at ?? undefined;
}
