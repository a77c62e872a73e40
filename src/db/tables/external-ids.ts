import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { moment } from "./columns.ts";
import { projects } from "./projects.ts";

/**
 * The IDs of our accounts and projects in outside systems. Everything outside is found again by an ID that can't change, never
 * by its name or address.
 */
export const externalIds = pgTable(
  "external_ids",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer().references(() => accounts.id),
    projectId: integer().references(() => projects.id),
    /** The system's name: "LDAP". */
    system: text().notNull(),
    /** An `entryUUID` or `objectGUID`, a Keystone domain and user ID, or the name of a Slurm account. */
    value: text().notNull(),
    /** What it was called when acct last saw it, for people to read. */
    name: text().notNull(),
    detail: jsonb().$type<Readonly<Record<string, string>>>().notNull().default({}),
    seenAt: moment().notNull(),
  },
  (t) => [
    check("external_subject", sql`(${t.accountId} is null) <> (${t.projectId} is null)`),
    unique("external_ids_account").on(t.accountId, t.system),
    unique("external_ids_project").on(t.projectId, t.system),
    index("external_ids_value").on(t.system, t.value),
  ],
);
export type ExternalId = typeof externalIds.$inferSelect;
