import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg, { type Pool, type PoolClient } from "pg";
import { isDatabaseLost, toDatabaseLost } from "./database-lost.ts";
import { clientFor } from "./open-client.ts";

/** The pool or, inside `inTransaction`, one of its connections. */
export type Db = NodePgDatabase & { readonly $client: Pool | PoolClient };

const CASING = "snake_case";

export interface Database {
  readonly db: Db;
  /** Waits for running statements. */
  close(): Promise<void>;
  /** Closes without waiting for a server that doesn't respond: running and later statements fail. */
  cut(): void;
}

interface DatabaseOptions {
  /** The name under which PostgreSQL lists the connections. */
  readonly name?: string;
  /** If false, statements and transactions have no time limit, for long one-time work. */
  readonly limits?: boolean;
}

/** Our statements take milliseconds. One that hangs must not hold a row lock, or wait for one, forever. */
const LIMITS = {
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 30_000,
  lock_timeout: 10_000,
  // A server that has vanished from the network never reports a timeout.
  query_timeout: 35_000,
} as const;
/** These are set explicitly because a database or role can have its own limits. */
const NO_LIMITS = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=0";

/** Adds the options to those in the URL, such as a search_path, which would replace ours. */
function withOptions(url: string, options: string): string {
  const parsed = new URL(url);
  const own = parsed.searchParams.get("options");
  parsed.searchParams.set("options", own === null ? options : `${own} ${options}`);
  return parsed.href;
}

/** Opens a pool. It connects on first use, so an unreachable server is an error of that query. */
export function openDatabase(
  { url }: { url: string },
  onError: (error: Error) => void,
  { name = "acct", limits = true }: DatabaseOptions = {},
): Database {
  const { Client, connectionString } = clientFor(url);
  const pool = new pg.Pool({
    Client,
    connectionString: limits ? connectionString : withOptions(connectionString, NO_LIMITS),
    application_name: name,
    max: 20,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(limits ? LIMITS : {}),
  });
  // Idle connections report a restarted server here. Without a listener Node would end the process.
  pool.on("error", onError);
  const clients = new Set<pg.Client>();
  pool.on("connect", (client) => clients.add(client as unknown as pg.Client));
  pool.on("remove", (client) => clients.delete(client as unknown as pg.Client));
  let ended: Promise<void> | undefined;
  const close = () => {
    ended ??= pool.end();
    return ended;
  };
  return {
    db: drizzle(pool, { casing: CASING }),
    close,
    cut() {
      void close();
      for (const client of clients) void client.end().catch(() => undefined);
    },
  };
}

/** Runs `work` in one transaction, which is committed if it returns and rolled back if it throws. Never call outside systems in it. */
export async function inTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  if ("release" in db.$client) return work(db);
  const client = await (db.$client as Pool).connect();
  let broken: Error | undefined;
  try {
    await client.query("begin").catch(throwAsLost);
    const result = await work(drizzle(client, { casing: CASING }));
    await client.query("commit").catch(throwAsLost);
    return result;
  } catch (error) {
    // A server that has become a standby accepts the rollback, but its connection is useless afterwards.
    if (isDatabaseLost(error)) broken = error as Error;
    await client.query("rollback").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function throwAsLost(error: unknown): never {
  throw toDatabaseLost(error);
}
