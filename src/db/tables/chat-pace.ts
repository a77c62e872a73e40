import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The shared rate limits of all processes for the chat, by the database's clock; see `chat-pace.ts`. */
export const chatPace = pgTable("chat_pace", {
  /** A place, the edits in a place, or a method of the chat's API. */
  name: text().primaryKey(),
  /** For a place: until when the sent messages use up its pace. For a method: until when it must not be called. */
  busyUntil: moment().notNull(),
  /** The slot of the next caller that has to wait. */
  nextTurn: moment().notNull(),
  /** Whether the last caller got a slot; this is the result of the statement. */
  granted: boolean().notNull(),
});
