import { index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** The groups besides their projects that accounts got by a request. */
export const groupMemberships = pgTable(
  "group_memberships",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    /** The system's name as people know it: "LDAP". */
    system: text().notNull(),
    /** The name of the group or of the account there. */
    name: text().notNull(),
    requestId: integer().references(() => requests.id),
    createdAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex("group_memberships_account").on(t.accountId, t.system, t.name),
    index("group_memberships_name").on(t.system, t.name),
    index("group_memberships_request").on(t.requestId),
  ],
);
