import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** How far a mailbox has been read. Flags are never used, because people open the mailbox, too. */
export const bounceCursors = pgTable("bounce_cursors", {
  /** User, server, and folder. */
  mailbox: text().primaryKey(),
  /** UIDVALIDITY (RFC 9051 §2.3.1.1): with another one, the same numbers mean other mails. Null before the first success. */
  validity: text(),
  lastUid: bigint({ mode: "number" }).notNull().default(0),
  /** When a process last began to read it. */
  polledAt: moment().notNull(),
  /** Since when it can't be read, and why; null if it can. */
  failingSince: moment(),
  problem: text(),
});
export type BounceCursor = typeof bounceCursors.$inferSelect;
