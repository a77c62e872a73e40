import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The delegates of each PI, who may also decide. */
export const delegations = pgTable(
  "delegations",
  {
    piUser: text().notNull(),
    delegateUser: text().notNull(),
    delegateName: text().notNull(),
    /** Null if the delegation has no end date. */
    until: moment(),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.piUser, t.delegateUser] })],
);
export type Delegation = typeof delegations.$inferSelect;
