import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { type Db, inTransaction } from "./client.ts";

const migrationsFolder = fileURLToPath(new URL("../../migrations", import.meta.url));
const MIGRATION_LOCK = 7_234_651;

/**
 * Brings the database up to this release. Two at once wait for one another. Returns how many migrations it applied.
 * Open the database without limits: an index on a big table takes as long as it takes, and the lock waits for it.
 */
export async function migrateDatabase(db: Db): Promise<number> {
  return inTransaction(db, async (lock) => {
    await lock.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const before = await pendingMigrations(lock);
    await migrate(db, { migrationsFolder });
    return before;
  });
}

/** How many migrations this release has and the database has not. Negative: the database is of a newer release. */
export async function pendingMigrations(db: Db): Promise<number> {
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
