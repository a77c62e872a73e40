import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The shared rate limits of all processes for the chat, by the database's clock; see `chat-pace.ts`. */
export const chatPace = pgTable("chat_pace", {
  /** A place, the edits in a place, or a method of the chat's API. */
  name: text().primaryKey(),
  /** A place accepts no message before then, because earlier ones use up its pace. A method must not be called before then. */
  busyUntil: moment().notNull(),
  /** The slot of the next caller that has to wait. */
  nextTurn: moment().notNull(),
  /** True if the last caller got a slot. The statement returns it. */
  granted: boolean().notNull(),
});
