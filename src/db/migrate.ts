import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Failure } from "../failure/failure.ts";
import { type Db, inTransaction } from "./client.ts";

const migrationsFolder = fileURLToPath(new URL("../../migrations", import.meta.url));
const MIGRATION_LOCK = 7_234_651;

const NEWER = "The database belongs to a newer release: start that release instead";

/**
 * Upgrades the database to this release. Simultaneous calls wait for each other. Returns how many migrations were applied.
 * Throws with a sentence and changes nothing if the database belongs to a newer release. Open the database without limits,
 * because building an index on a large table can take long, and the lock waits for it.
 */
export async function migrateDatabase(db: Db): Promise<number> {
  return inTransaction(db, async (lock) => {
    await lock.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const before = await pendingMigrations(lock);
    if (before < 0) throw new Failure(NEWER);
    await migrate(db, { migrationsFolder });
    return before;
  });
}

/** Counts the migrations of this release that the database lacks. Negative: the database belongs to a newer release. */
async function pendingMigrations(db: Db): Promise<number> {
  const known = readMigrationFiles({ migrationsFolder }).length;
  const { rows: tables } = await db.execute<{ present: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  );
  if (!tables[0]?.present) return known;
  const { rows } = await db.execute<{ applied: number }>(
    sql`select count(*)::int as applied from drizzle.__drizzle_migrations`,
  );
  return known - (rows[0]?.applied ?? 0);
}

/** Says why this release can't work with the tables and what to do; undefined if it can. */
export async function explainTables(db: Db): Promise<string | undefined> {
  const pending = await pendingMigrations(db);
  if (pending < 0) return NEWER;
  if (pending === 0) return undefined;
  const { rows } = await db.execute<{ present: boolean }>(
    sql`select to_regclass('public.requests') is not null as present`,
  );
  return rows[0]?.present
    ? "The database belongs to an older release: run `npm run migrate`"
    : "The database is empty: run `npm run migrate`";
}
