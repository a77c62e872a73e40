import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** The projects in the registry. `adopted` ones existed in the directory before acct. */
export const projects = pgTable(
  "projects",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull().unique("projects_name"),
    description: text().notNull().default(""),
    gidNumber: integer().notNull().unique("projects_gid_number"),
    adopted: boolean().notNull().default(false),
    piName: text(),
    piEmail: text(),
    piUser: text(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    createdAt: moment().notNull(),
  },
  (t) => [check("name_lower", sql`${t.name} = lower(${t.name})`)],
);
export type Project = typeof projects.$inferSelect;
