import { sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { findPlace } from "./schema-place.ts";

/** Tables to which acct only ever adds. */
export const APPEND_ONLY = ["events", "audit_seals", "agreement_signatures"] as const;

/**
 * Lets the role that acct runs as use the tables of this database, and neither change nor delete audit events. Run by the
 * owner of the tables after each migration. Throws when there is no such role.
 */
export async function grantRights(db: Db, role: string): Promise<void> {
  const to = sql.identifier(role);
  const place = await findPlace(db);
  const [schema, ledger] = [sql.identifier(place.schema), sql.identifier(place.newLedger)];
  const appendOnly = sql.join(
    APPEND_ONLY.map((table) => sql.identifier(table)),
    sql`, `,
  );
  for (const statement of [
    sql`grant usage on schema ${schema}, ${ledger} to ${to}`,
    sql`grant select on all tables in schema ${ledger} to ${to}`,
    sql`grant select, insert, update, delete on all tables in schema ${schema} to ${to}`,
    sql`grant usage, select on all sequences in schema ${schema} to ${to}`,
    sql`revoke update, delete on ${appendOnly} from ${to}`,
    // An approval can stop counting, but what it said never changes.
    sql`revoke update, delete on approvals from ${to}`,
    sql`grant update (superseded_at) on approvals to ${to}`,
  ]) {
    await db.execute(statement);
  }
}

/** Tells whether the role of this connection could rewrite the audit log, because it owns the tables or is a superuser. */
export async function mayRewriteAuditLog(db: Db): Promise<boolean> {
  const { rows } = await db.execute<{ may: boolean }>(
    sql`select has_table_privilege('events', 'UPDATE') or has_table_privilege('events', 'DELETE') as may`,
  );
  return rows[0]?.may ?? false;
}
