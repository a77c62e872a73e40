import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { people } from "./people.ts";

/** Someone who has access was asked to sign an agreement: a new version, or one that they signed too long ago. */
export const agreementAsks = pgTable(
  "agreement_asks",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** Unguessable, because links and buttons carry it. */
    mark: uuid().notNull().unique("agreement_asks_mark").defaultRandom(),
    personId: integer()
      .notNull()
      .references(() => people.id),
    /** The name in acct.yml. */
    agreement: text().notNull(),
    version: text().notNull(),
    askedAt: moment().notNull(),
    /** They were last written to then. */
    remindedAt: moment().notNull(),
    reminders: integer().notNull().default(0),
    /** Their access was suspended then, in every system of the agreement. */
    suspendedAt: moment(),
    /** They signed then, or the agreement no longer concerns them. */
    endedAt: moment(),
  },
  (t) => [
    uniqueIndex("agreement_asks_open").on(t.personId, t.agreement, t.version).where(sql`ended_at is null`),
    index("agreement_asks_suspended")
      .on(t.personId)
      .where(sql`suspended_at is not null and ended_at is null`),
  ],
);
export type AgreementAsk = typeof agreementAsks.$inferSelect;
