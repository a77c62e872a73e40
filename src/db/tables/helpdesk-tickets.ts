import { integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** The help desk's own tags of tickets that were opened by email, by which it recognizes everything that follows. */
export const helpdeskTickets = pgTable(
  "helpdesk_tickets",
  {
    requestId: integer()
      .primaryKey()
      .references(() => requests.id),
    /** The address at which the ticket was opened. It stays, even if the setting changes. */
    address: text().notNull(),
    /** As it is in the subject: "[help.example.org #4711]". */
    tag: text().notNull(),
    at: moment().notNull(),
  },
  (t) => [unique("helpdesk_tickets_tag").on(t.address, t.tag)],
);
export type HelpdeskTicket = typeof helpdeskTickets.$inferSelect;
