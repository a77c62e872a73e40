import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** Failed attempts on the web pages, by address and by link, so that all processes together stop guessing. */
export const failures = pgTable(
  "failures",
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    /** The time of the first failure. */
    since: moment().notNull(),
  },
  (t) => [index("failures_since").on(t.since)],
);
