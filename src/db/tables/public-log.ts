import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** The accounts that were approved, as anyone may read them. Each request adds one entry at most. */
export const publicLog = pgTable(
  "public_log",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    requestId: integer()
      .notNull()
      .unique("public_log_request")
      .references(() => requests.id),
    /** The username that the account had then. */
    name: text().notNull(),
    /** The ID of the account in its system. */
    userId: text().notNull(),
    /** The rule that approved it; null if people did. */
    rule: text(),
    at: moment().notNull(),
    /** The revision of the wiki page that had the entry, written or found there; null until then. */
    publishedRevision: bigint({ mode: "number" }),
    publishedAt: moment(),
  },
  (t) => [
    index("public_log_at").on(t.at, t.id),
    index("public_log_unpublished").on(t.id).where(sql`published_at is null`),
  ],
);

/** An entry of the public log. */
export interface LogEntry {
  readonly id: number;
  readonly at: Date;
  readonly name: string;
  readonly rule?: string;
  readonly userId: string;
}
