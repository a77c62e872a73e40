import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** Addresses whose requests are put on hold because one was marked as spam. */
export const quarantinedAddresses = pgTable("quarantined_addresses", {
  /** The address is in lower case. */
  email: text().primaryKey(),
  requestId: integer()
    .notNull()
    .references(() => requests.id),
  quarantinedAt: moment().notNull(),
});
