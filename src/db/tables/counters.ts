import { integer, pgTable, text } from "drizzle-orm/pg-core";

/** The next number of each range. Each number is given out once; gaps are possible. */
export const counters = pgTable("counters", {
  name: text().primaryKey(),
  next: integer().notNull(),
});
