import { sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";
import { APPEND_ONLY } from "./grant-rights.ts";
import { findPlace, LEDGER } from "./schema-place.ts";

/** Throws with what is missing if the role of this connection lacks a right that acct needs while it runs. */
export async function checkRights(db: Db): Promise<void> {
  const { schema, role } = await findPlace(db);
  const { rows } = await db.execute<{ name: string; lacks: string[] }>(sql`
    select c.relname::text as name, array_agg(needed.privilege order by needed.privilege) as lacks
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join lateral (values ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('USAGE')) as needed (privilege)
    where n.nspname = ${schema} and c.relname <> ${LEDGER} and c.relkind in ('r', 'S')
      and (c.relkind = 'S') = (needed.privilege = 'USAGE')
      and not (needed.privilege in ('UPDATE', 'DELETE') and c.relname in ${[...APPEND_ONLY, "approvals"]})
      and not case c.relkind when 'S' then has_sequence_privilege(c.oid, 'USAGE')
        else has_table_privilege(c.oid, case needed.privilege when 'USAGE' then 'SELECT' else needed.privilege end) end
    group by c.relname
    union all
    select 'approvals', array['UPDATE (superseded_at)'] from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = 'approvals' and not has_column_privilege(c.oid, 'superseded_at', 'UPDATE')
    order by name, lacks`);
  if (rows.length === 0) return;
  const listed = rows.slice(0, 3).map(({ name, lacks }) => `${lacks.join(", ")} on ${name}`);
  const more = rows.length > 3 ? `, and rights on ${rows.length - 3} more` : "";
  throw new Failure(
    `the role ${role} lacks ${listed.join("; ")}${more}: run \`npm run migrate\` with DATABASE_OWNER_URL, which grants what docs/database-rights.md lists`,
  );
}
