import { bigint, integer, pgTable } from "drizzle-orm/pg-core";
import { bytea } from "./columns.ts";

/**
 * The keyed chain over all events, in the order in which they were sealed. Each hash covers the event and the previous hash,
 * with a key that only acct has (`pipeline/audit/audit-key.ts`).
 */
export const auditSeals = pgTable("audit_seals", {
  position: bigint({ mode: "number" }).primaryKey(),
  /** This is not a foreign key, because a seal must outlive an event that someone deletes. */
  eventId: bigint({ mode: "number" }).notNull().unique("audit_seals_event"),
  /** The subject of the event, to name it if the event is gone. */
  requestId: integer(),
  personId: integer(),
  projectId: integer(),
  hash: bytea().notNull(),
});
export type AuditSeal = typeof auditSeals.$inferSelect;
