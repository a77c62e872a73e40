import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { REGISTRY_SOURCES, type RegistrySource } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
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
    source: text().$type<RegistrySource>().notNull(),
    /** The request that created it. Null if it was there before acct. */
    requestId: integer().references(() => requests.id),
    /** The number of events about this project, so that a deleted event is noticed. */
    version: integer().notNull().default(0),
    createdAt: moment().notNull(),
  },
  (t) => [
    check("name_lower", sql`${t.name} = lower(${t.name})`),
    check("project_source", isOneOf("source", REGISTRY_SOURCES)),
  ],
);

/**
 * A project with its PI. Of several PIs, this is the one who has been it for longest. `externalIds` has the IDs in outside
 * systems, by the system's name.
 */
export type Project = typeof projects.$inferSelect & {
  readonly externalIds: Readonly<Record<string, string>>;
  readonly piName: string | null;
  readonly piEmail: string | null;
  readonly piUser: string | null;
};
