import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { REGISTRY_SOURCES, type RegistrySource, ROLES, type Role } from "../names.ts";
import { accounts } from "./accounts.ts";
import { isOneOf, moment } from "./columns.ts";
import { people } from "./people.ts";
import { projects } from "./projects.ts";
import { requests } from "./requests.ts";

/** Who belongs to a project, and who decides for it. */
export const memberships = pgTable(
  "memberships",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    personId: integer()
      .notNull()
      .references(() => people.id),
    /** The account that has access. Null for someone who decides for the project, but has no account in it. */
    accountId: integer().references(() => accounts.id),
    role: text().$type<Role>().notNull().default("member"),
    source: text().$type<RegistrySource>().notNull(),
    /** The systems in which it was there before acct. Null if acct gave it, everywhere. */
    foundIn: jsonb().$type<readonly string[]>(),
    requestId: integer().references(() => requests.id),
    createdAt: moment().notNull(),
    /** When it ends by itself. Null: no end date. */
    endsAt: moment(),
  },
  (t) => [
    check("membership_role", isOneOf("role", ROLES)),
    check("membership_source", isOneOf("source", REGISTRY_SOURCES)),
    check("member_has_account", sql`${t.role} <> 'member' or ${t.accountId} is not null`),
    uniqueIndex("memberships_account").on(t.accountId, t.projectId).where(sql`account_id is not null`),
    uniqueIndex("memberships_decider").on(t.personId, t.projectId).where(sql`account_id is null`),
    index("memberships_project").on(t.projectId, t.role),
    index("memberships_person").on(t.personId),
    index("memberships_request").on(t.requestId),
    index("memberships_end").on(t.endsAt).where(sql`ends_at is not null`),
  ],
);
export type Membership = typeof memberships.$inferSelect;

/** Someone in a project. A person with several accounts is there once for each of them. */
export interface RosterEntry {
  readonly membershipId: number;
  readonly projectId: number;
  readonly project: string;
  readonly personId: number;
  readonly accountId: number | null;
  /** Null for someone who decides for the project, but has no account in it. */
  readonly username: string | null;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
  /** The linked user in the chat, if the link gives rights. */
  readonly user: string | null;
  readonly role: Role;
  readonly since: Date;
  readonly endsAt: Date | null;
}
