import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "../src/db/client.ts";

export interface TestDatabase extends Database {
  readonly url: string;
  /** Runs a statement directly, not through acct. */
  query<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
}

/** Creates a migrated database for one test, or a copy of another database in its current state, like a restored dump. */
export async function newDatabase(copyOf?: TestDatabase): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  const template = copyOf ? new URL(copyOf.url).pathname.slice(1) : "template_acct";
  if (copyOf) {
    // PostgreSQL can only copy a database that has no connections.
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
      template,
    ]);
  }
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  const own = new pg.Pool({ connectionString: url, max: 3 });
  own.on("error", () => undefined);
  const database = openDatabase({ url }, () => undefined);
  return {
    ...database,
    url,
    async query<Row>(statement: string, values: unknown[] = []) {
      const { rows } = await own.query(statement, values);
      return rows as Row[];
    },
    async close() {
      await Promise.all([database.close(), own.end()]);
    },
  };
}
