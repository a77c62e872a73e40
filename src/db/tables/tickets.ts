import { sql } from "drizzle-orm";
import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** A change by someone in a ticket that acct is acting on. If acct is interrupted, it finds out from the request's history whether it did. */
export interface TicketAct {
  readonly eventId: number;
  /** The request's version before. */
  readonly version: number;
}

/** The tickets that acct has seen, and what it knows about each. */
export const tickets = pgTable(
  "tickets",
  {
    /** The ticket system: "rt:rt.example.org". */
    place: text().notNull(),
    ticketId: integer().notNull(),
    /** The request that it has become; null if it is none. */
    requestId: integer().references(() => requests.id),
    /** True if acct leaves it alone: it was handled before acct, or by another request. */
    ignored: boolean().notNull().default(false),
    /** What staff were told: a hash of what a ticket lacks to become a request, and then each change that the ticket system rejects. */
    problem: text(),
    /** What people did up to this transaction has been acted on. */
    lastEventId: bigint({ mode: "number" }).notNull().default(0),
    acting: jsonb().$type<TicketAct>(),
    /** The priority and the status that acct wrote, or has taken note of, last. Another value is someone else's. */
    priority: integer().notNull(),
    status: text().notNull(),
    /** Events of the request up to this one are on the ticket. */
    commentedSeq: integer().notNull().default(0),
    /** The requestor has the account's username, or staff were told why not. */
    renamed: boolean().notNull().default(false),
    /** The last words were written, or are left to staff. */
    closed: boolean().notNull().default(false),
    /** The ticket that it was merged into. */
    mergedInto: integer(),
    /** A person last acted on the ticket. acct doesn't count. */
    activeAt: moment(),
    /** The ticket's own time of its last change, when acct looked at it. */
    changedAt: moment(),
    checkedAt: moment().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.place, t.ticketId] }),
    uniqueIndex("tickets_request").on(t.requestId).where(sql`request_id is not null`),
  ],
);
export type TicketRow = typeof tickets.$inferSelect;
