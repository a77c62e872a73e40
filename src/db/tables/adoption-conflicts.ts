import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { CONFLICT_SUBJECTS, type ConflictSubject } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";

/** The accounts and projects that `acct adopt` could not match with certainty, and what admins decided in the chat. */
export const adoptionConflicts = pgTable(
  "adoption_conflicts",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** The account or project in its system, as in a list of decisions; see `adopt/key-of.ts`. */
    key: text().notNull().unique("adoption_conflicts_key"),
    /** Unguessable, because buttons carry it. A conflict that opens again gets another one. */
    mark: uuid().notNull().defaultRandom(),
    subject: text().$type<ConflictSubject>().notNull(),
    system: text().notNull(),
    externalId: text().notNull(),
    name: text().notNull(),
    person: text().notNull().default(""),
    email: text().notNull().default(""),
    kind: text().notNull(),
    why: text().notNull(),
    /** The usernames, or project names, that it may be the same as. */
    mayBe: jsonb().$type<readonly string[]>().notNull().default([]),
    openedAt: moment().notNull(),
    seenAt: moment().notNull(),
    /** As in the column "decision" of a list: "skip", "different", or the name of what it is the same as. Null while it is open. */
    decision: text(),
    decidedBy: text(),
    decidedByName: text(),
    decidedAt: moment(),
    /** Why the last decision could not be applied, in a sentence without a period. */
    problem: text(),
    /** The decision has been applied, or the conflict is no longer there. */
    closedAt: moment(),
  },
  (t) => [
    check("conflict_subject", isOneOf("subject", CONFLICT_SUBJECTS)),
    check(
      "conflict_decision",
      sql`num_nonnulls(${t.decision}, ${t.decidedBy}, ${t.decidedByName}, ${t.decidedAt}) in (0, 4)`,
    ),
    index("adoption_conflicts_open").on(t.id).where(sql`closed_at is null`),
  ],
);
export type AdoptionConflict = typeof adoptionConflicts.$inferSelect;

export interface ConflictCounts {
  readonly open: number;
  /** The next run applies these. */
  readonly decided: number;
  /** Admins have decided to leave these out. */
  readonly skipped: number;
}
