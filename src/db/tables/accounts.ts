import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { projects } from "./projects.ts";
import { requests } from "./requests.ts";

/** The state of the account before the person was offboarded. acct must not remove a lock that was there before. */
export type FoundBefore = "open" | "locked";

/** The accounts in the registry. */
export const accounts = pgTable(
  "accounts",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    username: text().notNull().unique("accounts_username"),
    uidNumber: integer().notNull().unique("accounts_uid_number"),
    givenName: text().notNull(),
    familyName: text().notNull(),
    email: text().notNull(),
    chatUser: text(),
    /** The key is in the format of ssh-keygen(1). */
    sshPublicKey: text(),
    /** The argon2id hash of the PIN chosen with the request, which the password page asks for. */
    pinHash: text(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    requestId: integer()
      .notNull()
      .unique("accounts_request")
      .references(() => requests.id),
    createdAt: moment().notNull(),
    /** The person was offboarded then. The row is kept, so that no one else ever gets the name and the number. */
    removedAt: moment(),
    /** The state in each system, by name, before the person was offboarded there. Null if it was not checked. */
    foundBefore: jsonb().$type<Readonly<Record<string, FoundBefore>>>(),
    /** The person was deleted everywhere then. */
    erasedAt: moment(),
  },
  (t) => [
    check("username_lower", sql`${t.username} = lower(${t.username})`),
    uniqueIndex("accounts_email").on(sql`lower(email)`),
    index("accounts_family_name").on(sql`lower(family_name)`),
    index("accounts_secrets").on(t.id).where(sql`pin_hash is not null`),
    index("accounts_chat_user").on(t.chatUser).where(sql`chat_user is not null`),
  ],
);
export type Account = typeof accounts.$inferSelect;
