import { Failure } from "../failure/failure.ts";
import { openClient } from "./open-client.ts";

/** While others work through the pooler, a round may meet its own session again by chance; so many do not. */
const ROUNDS = 10;
const PATIENCE_MS = 10_000;

/**
 * Throws what to do when the way to PostgreSQL leads through a pooler that gives each transaction another session (PgBouncer
 * in transaction or statement mode). Session locks, LISTEN and prepared statements then are a stranger's, which nothing
 * else notices in time. A session of our own answers with one process number, which no other session of ours has.
 */
export async function checkSessions(url: string): Promise<void> {
  const open = () => {
    const client = openClient(url, {
      application_name: "acct",
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    });
    client.on("error", () => undefined);
    return client;
  };
  const [idle, busy] = [open(), open()];
  const pidOf = async (client: typeof idle) => {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return rows[0]?.pid;
  };
  try {
    await idle.connect();
    await busy.connect();
    const mine = await pidOf(idle);
    for (let round = 0; round < ROUNDS; round++) {
      // A pooler gives the session that is free to whoever begins something, and another one to us.
      await busy.query("begin");
      const [theirs, now] = [await pidOf(busy), await pidOf(idle)];
      await busy.query("rollback");
      if (theirs === mine || now !== mine) throw new Failure(SENTENCE);
    }
  } finally {
    await Promise.all([idle, busy].map((client) => client.end().catch(() => undefined)));
  }
}

const SENTENCE =
  "DATABASE_URL leads through a pooler in transaction mode (PgBouncer), where session locks do not hold: " +
  "name PostgreSQL itself, or give acct a database of the pooler with pool_mode = session";
