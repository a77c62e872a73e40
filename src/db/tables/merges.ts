import { index, integer, jsonb, pgTable } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { people } from "./people.ts";

/** What a merge moved from one person to the other, so that a split can move it back. */
export interface MovedRows {
  /** The numbers of rows that changed hands. */
  readonly identities: readonly number[];
  readonly accounts: readonly number[];
  readonly memberships: readonly number[];
  /** Rows that one person can't have twice, as PostgreSQL writes them in JSON. */
  readonly repeated: {
    readonly identities: readonly object[];
    readonly memberships: readonly object[];
  };
  /** The contact address that the kept person got; undefined if they had one. */
  readonly email?: string | undefined;
}

/** Two people who turned out to be one. The row of the merged person stays, with their history. */
export const merges = pgTable(
  "merges",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    keptId: integer()
      .notNull()
      .references(() => people.id),
    mergedId: integer()
      .notNull()
      .references(() => people.id),
    moved: jsonb().$type<MovedRows>().notNull(),
    mergedAt: moment().notNull(),
    /** Null while they are one person. */
    splitAt: moment(),
  },
  (t) => [index("merges_kept").on(t.keptId), index("merges_merged").on(t.mergedId)],
);
export type Merge = typeof merges.$inferSelect;
