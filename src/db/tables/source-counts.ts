import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** How much a source had when it was last read as a whole, so that a reading that is suddenly much smaller is noticed. */
export const sourceCounts = pgTable("source_counts", {
  /** The system's name: "LDAP". */
  system: text().primaryKey(),
  accounts: integer().notNull(),
  projects: integer().notNull(),
  seenAt: moment().notNull(),
  /** True: an admin has confirmed the first count, or a smaller one. */
  isConfirmed: boolean().notNull().default(false),
});
export type SourceCount = typeof sourceCounts.$inferSelect;
