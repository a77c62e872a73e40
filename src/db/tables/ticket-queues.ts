import { boolean, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The queues that acct reads tickets from. One process at a time does. */
export const ticketQueues = pgTable(
  "ticket_queues",
  {
    /** The ticket system: "rt:rt.example.org". */
    place: text().notNull(),
    queue: text().notNull(),
    /** Every ticket up to this number has been seen. */
    lastId: integer().notNull().default(0),
    /** False until the tickets from before acct have been seen. */
    isCurrent: boolean().notNull().default(false),
    /** The process that polls, and until when it may. Others may at once if it is dead. */
    pollBy: integer(),
    pollUntil: moment(),
    polledAt: moment(),
  },
  (t) => [primaryKey({ columns: [t.place, t.queue] })],
);
export type TicketQueue = typeof ticketQueues.$inferSelect;
