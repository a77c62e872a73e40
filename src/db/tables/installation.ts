import { sql } from "drizzle-orm";
import { bigint, boolean, check, pgTable, uuid } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns.ts";

/** The identity of this database, in one row. */
export const installation = pgTable(
  "installation",
  {
    /** A restored copy has the same ID; a new database has a different one. */
    id: uuid().primaryKey().defaultRandom(),
    /** Links in emails that are older than this have no mark. */
    createdAt: moment().notNull().defaultNow(),
    /** Another acct with a different database has been receiving some of the clicks since then. */
    rivalSince: moment(),
    /** The key of the audit chain, encrypted with the secret key. Null until the first start. */
    sealedAuditKey: bytea(),
    /** Seals up to this position were made with a key that has been dropped, so they can be counted but not verified. */
    auditKeyAfter: bigint({ mode: "number" }).notNull().default(0),
    onlyRow: boolean().notNull().default(true).unique("installation_only_row"),
  },
  (t) => [check("only_row", sql`${t.onlyRow}`)],
);
export type Installation = typeof installation.$inferSelect;
