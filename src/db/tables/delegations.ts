import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The people whom a PI lets decide as well. */
export const delegations = pgTable(
  "delegations",
  {
    piUser: text().notNull(),
    delegateUser: text().notNull(),
    delegateName: text().notNull(),
    /** Null: no end date. */
    until: moment(),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.piUser, t.delegateUser] })],
);
export type Delegation = typeof delegations.$inferSelect;
