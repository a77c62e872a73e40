import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { bytea, moment } from "./columns.ts";
import { requests } from "./requests.ts";

/**
 * A one-time link to the password page, either for an account in the registry, or for a Keystone user if a program created
 * it (`PUT /token/<user_id>`). Only hashes of tokens are stored.
 */
export const passwordLinks = pgTable(
  "password_links",
  {
    id: uuid().primaryKey(),
    requestId: integer()
      .unique("password_links_request")
      .references(() => requests.id),
    accountId: integer().references(() => accounts.id),
    keystoneUserId: text().unique("password_links_keystone_user"),
    tokenHash: bytea().notNull().unique("password_links_token"),
    pinHash: text(),
    /** Encrypted (`seal.ts`): the one-time password in Keystone or, while `pending` is not empty, the new password. */
    sealedPassword: bytea(),
    /** The systems that did not respond when the password was set; the pipeline sets it there later. */
    pending: text().array().notNull().default([]),
    /** The systems that have the new password, but in which acct could not log in with it. */
    noLogin: text().array().notNull().default([]),
    attempts: integer().notNull().default(0),
    /**
     * Keystone's response to a password change has been missing since then. If it is lost, the new password may already be set.
     */
    unansweredSince: moment(),
    /**
     * Keystone has rejected the one-time password since then, or left a second attempt unanswered. The link is useless until
     * it is renewed.
     */
    staleSince: moment(),
    /** The end of the attempt lock: while one attempt is checked, the next one waits. It expires if the process dies. */
    attemptLockUntil: moment(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (t) => [
    check("attempts_counted", sql`${t.attempts} >= 0`),
    check("whose", sql`(${t.accountId} is null) = (${t.keystoneUserId} is not null)`),
    index("password_links_expiry").on(t.expiresAt),
    index("password_links_secrets")
      .on(t.expiresAt)
      .where(sql`pin_hash is not null or sealed_password is not null`),
    index("password_links_account").on(t.accountId).where(sql`account_id is not null`),
  ],
);
export type PasswordLink = typeof passwordLinks.$inferSelect;
