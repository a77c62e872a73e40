import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns.ts";

/**
 * The secret keys that this database has been used with, in order, but never the keys themselves. The last one that has not
 * been dropped is the current key.
 */
export const secretKeys = pgTable("secret_keys", {
  number: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** Everything sealed or signed refers to its key by this ID. */
  id: text().notNull().unique("secret_keys_id"),
  /** The HMAC of a constant with this key. */
  fingerprint: bytea().notNull(),
  firstUsedAt: moment().notNull(),
  /** The key was dropped then. Everything that was made with it is invalid. */
  droppedAt: moment(),
});
export type SecretKeyRow = typeof secretKeys.$inferSelect;
