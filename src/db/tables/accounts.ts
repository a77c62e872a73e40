import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { type Person, people } from "./people.ts";
import { projects } from "./projects.ts";
import { requests } from "./requests.ts";

/** The state of the account before the person was suspended or offboarded. acct must not remove a lock that was there before. */
export type FoundBefore = "open" | "locked";

/** The accounts in the registry. */
export const accounts = pgTable(
  "accounts",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    username: text().notNull().unique("accounts_username"),
    /** The names that the account had before. No one else ever gets one, and the home directory keeps the first. */
    formerUsernames: text().array().notNull().default(sql`'{}'`),
    uidNumber: integer().notNull().unique("accounts_uid_number"),
    /** Whose account it is. A person may have several, such as one for a robot. */
    personId: integer()
      .notNull()
      .references(() => people.id),
    /** The key is in the format of ssh-keygen(1). */
    sshPublicKey: text(),
    /** The argon2id hash of the PIN chosen with the request, which the password page asks for. */
    pinHash: text(),
    /** The project that it was created in. Null if it was there before acct. */
    projectId: integer().references(() => projects.id),
    /** The request that created it. Null if it was there before acct. */
    requestId: integer()
      .unique("accounts_request")
      .references(() => requests.id),
    createdAt: moment().notNull(),
    /** The person was offboarded then. The row is kept, so that no one else ever gets the name and the number. */
    removedAt: moment(),
    /** The person is locked out of every system since then, and keeps everything: they aren't leaving. */
    suspendedAt: moment(),
    /** The state in each system, by name, before the person was suspended or offboarded there. Null if it was not checked. */
    foundBefore: jsonb().$type<Readonly<Record<string, FoundBefore>>>(),
    /** The person was deleted everywhere then. */
    erasedAt: moment(),
  },
  (t) => [
    check("username_lower", sql`${t.username} = lower(${t.username})`),
    index("accounts_person").on(t.personId),
    index("accounts_former_usernames").using("gin", t.formerUsernames),
    index("accounts_secrets").on(t.id).where(sql`pin_hash is not null`),
  ],
);
/**
 * An account with what acct knows of the person. `chatUser` is the user in the chat whose link is confirmed;
 * `externalIds` has the IDs in outside systems, by the system's name, `otherEmails` the further confirmed addresses in lower case, and
 * `logins` those at identity providers, as "issuer subject". An `adopted` account existed before acct.
 */
export type Account = typeof accounts.$inferSelect &
  Pick<Person, "givenName" | "familyName" | "email"> & {
    readonly chatUser: string | null;
    readonly externalIds: Readonly<Record<string, string>>;
    readonly otherEmails: readonly string[];
    readonly logins: readonly string[];
    readonly adopted: boolean;
  };
