import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** What goes wrong again and again at the moment, such as a job. The row is deleted once it works again. */
export const troubles = pgTable("troubles", {
  /** "job:remind-pis", "system:LDAP", "mail", "bounces", or "chat". */
  name: text().primaryKey(),
  /** How often in a row. */
  count: integer().notNull(),
  /** The last time. Several processes that fail at the same time count once. */
  at: moment().notNull(),
  /** The key of the notification that told the admins; null if they weren't told yet. */
  told: text(),
});
export type Trouble = typeof troubles.$inferSelect;
