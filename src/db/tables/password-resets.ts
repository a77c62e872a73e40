import { index, integer, pgTable, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { bytea, moment } from "./columns.ts";

/** A password reset requested with a known email address, which its owner has not confirmed yet. */
export const passwordResets = pgTable(
  "password_resets",
  {
    id: uuid().primaryKey(),
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    tokenHash: bytea().notNull().unique("password_resets_token"),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (t) => [index("password_resets_account").on(t.accountId, t.createdAt)],
);
export type PasswordReset = typeof passwordResets.$inferSelect;
