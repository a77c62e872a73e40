import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "../src/db/client.ts";

export interface TestDatabase extends Database {
  readonly url: string;
  /** A statement of the test's own, past everything that acct does. */
  query<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
}

/** A migrated database that nobody else uses. */
export async function newDatabase(): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name} template template_acct`);
  await client.end();
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  const own = new pg.Pool({ connectionString: url, max: 3 });
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
