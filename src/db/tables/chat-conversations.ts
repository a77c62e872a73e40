import { pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The direct messages between acct and a person: how far acct has read them, so that none is missed while it is disconnected. */
export const chatConversations = pgTable("chat_conversations", {
  /** The chat's ID of the conversation. */
  id: text().primaryKey(),
  /** The chat's ID of the last message that acct has read there. */
  lastRead: text().notNull(),
  /** When that message was posted, by the chat's clock. */
  lastReadAt: moment().notNull(),
});
export type ChatConversation = typeof chatConversations.$inferSelect;
