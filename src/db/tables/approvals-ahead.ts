import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** Accounts in GitLab that were approved before they existed, by address. The approval waits until someone signs up with it. */
export const approvalsAhead = pgTable("approvals_ahead", {
  /** The address is in lower case. */
  email: text().primaryKey(),
  /** Who approved it. */
  by: text().notNull(),
  byName: text().notNull(),
  reason: text().notNull(),
  at: moment().notNull(),
  /** The request that it approved. Null while it waits. */
  requestId: integer().references(() => requests.id),
});
export type ApprovalAhead = typeof approvalsAhead.$inferSelect;
