import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg, { type Pool, type PoolClient } from "pg";

/** The pool, or one connection of it inside `inTransaction`. */
export type Db = NodePgDatabase & { readonly $client: Pool | PoolClient };

const CASING = "snake_case";

export interface Database {
  readonly db: Db;
  close(): Promise<void>;
}

/** Opens a pool. Connects when first asked; a server that cannot be reached is an error of that query. */
export function openDatabase({ url }: { url: string }, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "acct",
    max: 20,
    connectionTimeoutMillis: 10_000,
    // A statement of ours takes milliseconds; one that hangs must not hold a row lock for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // Idle connections report a restarted server here; unheard, Node would end the process.
  pool.on("error", onError);
  // One that is lost between two statements of a transaction reports it here; its next statement fails with the same words.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { db: drizzle(pool, { casing: CASING }), close: () => pool.end() };
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. Never call the outside in it. */
export async function inTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  const client = await (db.$client as Pool).connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(drizzle(client, { casing: CASING }));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
