import { sql } from "drizzle-orm";
import { bigint, boolean, check, pgTable } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns.ts";

/** The end of the chain, in one row with its own keyed signature, so that a cut-off end is noticed. */
export const auditHead = pgTable(
  "audit_head",
  {
    position: bigint({ mode: "number" }).notNull(),
    hash: bytea().notNull(),
    signature: bytea().notNull(),
    sealedAt: moment().notNull(),
    onlyRow: boolean().notNull().default(true).unique("audit_head_only_row"),
  },
  (t) => [check("only_head", sql`${t.onlyRow}`)],
);
export type AuditHead = typeof auditHead.$inferSelect;
