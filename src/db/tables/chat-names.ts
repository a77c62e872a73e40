import { pgTable, text } from "drizzle-orm/pg-core";

/** The IDs of channels that acct.yml names, for the time when the chat can't be asked. */
export const chatNames = pgTable("chat_names", {
  name: text().primaryKey(),
  id: text().notNull(),
});
