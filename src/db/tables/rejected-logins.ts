import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/**
 * One of acct's credentials that an outside system has rejected. No process tries it again before `nextTryAt`, because a password
 * policy would lock the account.
 */
export const rejectedLogins = pgTable(
  "rejected_logins",
  {
    /** The system's name: "LDAP". */
    system: text().notNull(),
    /** A keyed hash of the credential. A different credential has its own row. */
    fingerprint: text().notNull(),
    rejections: integer().notNull(),
    problem: text().notNull(),
    nextTryAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.system, t.fingerprint] })],
);
