import pg from "pg";
import { openDatabase } from "./client.ts";
import { explainDatabaseError } from "./explain-database-error.ts";
import { objectionToTables } from "./migrate.ts";

const OLDEST = 150_000;
/** Any number that no process takes: theirs are positive. */
const LOCK = [0x61636374, -1] as const;

/** Tries what acct needs of PostgreSQL: its version, the tables of this release, and session locks that hold. */
export async function checkDatabase(
  url: string,
): Promise<{ readonly sentence: string; readonly isEncrypted: boolean }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      throw new Error(explainDatabaseError(error, url), { cause: error });
    });
    const { rows } = await client.query<{ number: string; version: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as version",
    );
    const [{ number, version } = { number: "0", version: "" }] = rows;
    if (Number(number) < OLDEST)
      throw new Error(`PostgreSQL ${version} is too old: 15 is the oldest that will do`);
    await client.query("select pg_advisory_lock($1, $2)", [...LOCK]);
    const held = await client.query(
      `select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and classid = $1`,
      [LOCK[0]],
    );
    if (held.rowCount === 0) {
      throw new Error(
        "session locks do not hold: connect to PostgreSQL directly, not through a pooler in transaction mode",
      );
    }
    const objection = await objectionToTables(db);
    if (objection) throw new Error(objection);
    const { rows: connections } = await client.query<{ ssl: boolean }>(
      "select ssl from pg_stat_ssl where pid = pg_backend_pid()",
    );
    const isEncrypted = connections[0]?.ssl ?? false;
    return { sentence: `PostgreSQL ${version}, up to date, connected directly`, isEncrypted };
  } finally {
    await Promise.all([client.end(), close()]);
  }
}
