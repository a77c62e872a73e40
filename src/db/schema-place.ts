import { sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";

/** Where acct's tables are. */
export interface SchemaPlace {
  /** The first schema of the role's `search_path`. */
  readonly schema: string;
  /** The schema of the list of applied migrations. Undefined if none was applied. */
  readonly ledger: string | undefined;
  /** Where that list is, or belongs. */
  readonly newLedger: string;
  readonly role: string;
  readonly mayCreate: boolean;
  readonly encoding: string;
}

/** The schema that drizzle uses by default. */
const DRIZZLE = "drizzle";
export const LEDGER = "__drizzle_migrations";

/**
 * Finds the schema of this connection. In a separate schema, acct keeps everything there, so that its role needs no right on the
 * database. In `public`, the list of migrations is in the schema `drizzle`, if the role may create one.
 */
export async function findPlace(db: Db): Promise<SchemaPlace> {
  const { rows } = await db.execute<{
    schema: string | null;
    path: string;
    role: string;
    encoding: string;
    may_create: boolean | null;
    may_create_schema: boolean;
    ledgers: string[];
  }>(sql`
    select current_schema() as schema, current_setting('search_path') as path, current_user as role,
      current_setting('server_encoding') as encoding,
      has_schema_privilege(current_schema(), 'CREATE') as may_create,
      has_database_privilege(current_database(), 'CREATE') as may_create_schema,
      array(select n.nspname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname = ${LEDGER} and n.nspname in (current_schema(), ${DRIZZLE})) as ledgers`);
  const [found] = rows;
  if (!found?.schema)
    throw new Failure(
      `No schema of the search_path (${found?.path}) exists and may be used by the role ${found?.role}: create it, or change the path with "alter role ${found?.role} set search_path = …"`,
    );
  const { schema, ledgers, role, encoding } = found;
  const isShared = schema === "public";
  const own = ledgers.includes(schema) ? schema : undefined;
  const shared = isShared && ledgers.includes(DRIZZLE) ? DRIZZLE : undefined;
  return {
    schema,
    ledger: shared ?? own,
    newLedger: shared ?? own ?? (isShared && found.may_create_schema ? DRIZZLE : schema),
    role,
    mayCreate: found.may_create ?? false,
    encoding,
  };
}

/** Throws if the database can't store every name. Its encoding can't be changed later (PostgreSQL manual, 23.3). */
export function requireUnicode({ encoding }: SchemaPlace): void {
  if (encoding === "UTF8") return;
  throw new Failure(
    `The database has the encoding ${encoding}, which lacks letters of many names. Create one with "createdb --template=template0 --encoding=UTF8 acct", and restore a dump into it if this one has data`,
  );
}

/** Throws if the role can't create tables. */
export function requireCreate({ mayCreate, role, schema }: SchemaPlace): void {
  if (mayCreate) return;
  throw new Failure(
    `The role ${role} may not create tables in the schema ${schema}. Run this as the owner of the database: grant usage, create on schema ${schema} to ${role}`,
  );
}
