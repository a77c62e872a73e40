import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { accounts, type FoundBefore } from "./accounts.ts";
import { moment } from "./columns.ts";

/** Where acct has locked an account for an unsigned agreement. A row is written before the lock, and deleted after it is lifted. */
export const agreementLocks = pgTable(
  "agreement_locks",
  {
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    system: text().notNull(),
    /** The state before: a lock that was there stays. */
    found: text().$type<FoundBefore>().notNull(),
    lockedAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.system] })],
);
export type AgreementLock = typeof agreementLocks.$inferSelect;
