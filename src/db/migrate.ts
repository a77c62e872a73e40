import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { Failure } from "../failure/failure.ts";
import { type Db, inTransaction } from "./client.ts";
import { findPlace, LEDGER, requireCreate, requireUnicode, type SchemaPlace } from "./schema-place.ts";

const migrationsFolder = fileURLToPath(new URL("../../migrations", import.meta.url));
const MIGRATION_LOCK = 7_234_651;

const NEWER = "The database belongs to a newer release: start that release instead";

/**
 * Upgrades the database to this release, all or nothing. Simultaneous calls wait for each other. Returns how many migrations were
 * applied. Throws with a sentence and changes nothing if the database belongs to a newer release, can't store every name, or
 * doesn't let the role create tables. Open the database without limits, because building an index on a large table can take long,
 * and the lock waits for it.
 */
export async function migrateDatabase(db: Db): Promise<number> {
  return inTransaction(db, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const place = await findPlace(tx);
    const all = readMigrationFiles({ migrationsFolder });
    const applied = await countApplied(tx, place);
    if (applied > all.length) throw new Failure(NEWER);
    requireUnicode(place);
    if (applied < all.length) {
      requireCreate(place);
      await openLedger(tx, place);
    }
    for (const migration of all.slice(applied)) await apply(tx, migration, place);
    return all.length - applied;
  });
}

/** Creates the list of applied migrations that drizzle's own migrator would create. */
async function openLedger(tx: Db, { ledger, newLedger, schema }: SchemaPlace): Promise<void> {
  if (ledger !== undefined) return;
  if (newLedger !== schema) await tx.execute(sql`create schema if not exists ${sql.identifier(newLedger)}`);
  await tx.execute(
    sql`create table if not exists ${tableIn(newLedger)} (id serial primary key, hash text not null, created_at bigint)`,
  );
}

/** Applies one migration. The files name the schema `public` in some places, whatever schema the tables are in. */
async function apply(tx: Db, { sql: statements, hash, folderMillis }: MigrationMeta, place: SchemaPlace) {
  const schema = `"${place.schema.replaceAll('"', '""')}".`;
  for (const statement of statements) await tx.execute(sql.raw(statement.replaceAll('"public".', schema)));
  await tx.execute(
    sql`insert into ${tableIn(place.newLedger)} (hash, created_at) values (${hash}, ${folderMillis})`,
  );
}

const tableIn = (schema: string) => sql`${sql.identifier(schema)}.${sql.identifier(LEDGER)}`;

async function countApplied(db: Db, { ledger }: SchemaPlace): Promise<number> {
  if (ledger === undefined) return 0;
  const { rows } = await db.execute<{ applied: number }>(
    sql`select count(*)::int as applied from ${tableIn(ledger)}`,
  );
  return rows[0]?.applied ?? 0;
}

/** Says why this release can't work with the tables and what to do; undefined if it can. */
export async function explainTables(db: Db): Promise<string | undefined> {
  const place = await findPlace(db);
  const pending = readMigrationFiles({ migrationsFolder }).length - (await countApplied(db, place));
  if (pending < 0) return NEWER;
  if (pending === 0) return undefined;
  return place.ledger === undefined
    ? `The database has no tables of acct in the schema ${place.schema}: run \`npm run migrate\``
    : "The database belongs to an older release: run `npm run migrate`";
}
