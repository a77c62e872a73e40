import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** What came back and was acted on, so that nothing acts twice, however often a mailbox is read. */
export const bounces = pgTable("bounces", {
  /** The hash of the mail, its recipient, and what became of them. */
  key: text().primaryKey(),
  notificationId: bigint({ mode: "number" }).notNull(),
  at: moment().notNull(),
});
