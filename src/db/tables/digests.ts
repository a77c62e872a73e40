import { sql } from "drizzle-orm";
import { bigserial, boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import type { Audience } from "../names.ts";
import { lease, moment } from "./columns.ts";

/** A burst of new requests, shown in one place as one list. */
export const digests = pgTable(
  "digests",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    audience: text().$type<Audience>().notNull(),
    place: text().notNull(),
    message: text(),
    /** True if one of its requests has changed since the digest was last read. */
    changed: boolean().notNull().default(false),
    createdAt: moment().notNull(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    index("digests_due").on(t.runAt).where(sql`run_at is not null`),
    index("digests_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type Digest = typeof digests.$inferSelect;
