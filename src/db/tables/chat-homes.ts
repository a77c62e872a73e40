import { pgTable, text } from "drizzle-orm/pg-core";

/** The message with a person's overview, in a chat that has no Home tab. It is edited in place. */
export const chatHomes = pgTable("chat_homes", {
  /** The person's ID in the chat. */
  user: text("user_id").primaryKey(),
  /** The chat's reference to the message. */
  message: text().notNull(),
  /** The filter that limits the requests, in the syntax of /acct list. */
  filter: text().notNull().default(""),
});
export type ChatHome = typeof chatHomes.$inferSelect;
