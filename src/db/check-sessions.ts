import { Failure } from "../failure/failure.ts";
import { openClient } from "./open-client.ts";

/** While others use the pooler, a read may get its own session again by chance, but not this often. */
const ROUNDS = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Throws with advice if the connection to PostgreSQL goes through a pooler that gives each transaction a different session
 * (PgBouncer in transaction or statement mode). Session locks, LISTEN and prepared statements would then belong to
 * strangers, which nothing else would notice in time. A dedicated session always reports the same process ID, which none
 * of our other sessions has.
 */
export async function checkSessions(url: string): Promise<void> {
  const open = () => {
    const client = openClient(url, {
      application_name: "acct",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
    });
    client.on("error", () => undefined);
    return client;
  };
  const [idle, busy] = [open(), open()];
  const readPid = async (client: typeof idle) => {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return rows[0]?.pid;
  };
  try {
    await idle.connect();
    await busy.connect();
    const mine = await readPid(idle);
    for (let round = 0; round < ROUNDS; round++) {
      // A pooler gives the free session to the transaction, and then a different one to us.
      await busy.query("begin");
      const [theirs, now] = [await readPid(busy), await readPid(idle)];
      await busy.query("rollback");
      // A pooler gives out the session that was returned last. The two clients would always get their own ones again if each
      // round ended here, because the rollback returns the other one last.
      const after = await readPid(idle);
      if (theirs === mine || now !== mine || after !== mine) throw new Failure(SENTENCE);
    }
  } finally {
    await Promise.all([idle, busy].map((client) => client.end().catch(() => undefined)));
  }
}

const SENTENCE =
  "DATABASE_URL goes through a pooler in transaction mode (PgBouncer), where session locks don't work: " +
  "connect to PostgreSQL directly, or give acct a pooler database with pool_mode = session";
