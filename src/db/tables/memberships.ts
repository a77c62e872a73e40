import { integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { moment } from "./columns.ts";
import { projects } from "./projects.ts";
import { requests } from "./requests.ts";

export const memberships = pgTable(
  "memberships",
  {
    accountId: integer()
      .notNull()
      .references(() => accounts.id),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    createdAt: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.projectId] })],
);
