import { Failure } from "../failure/failure.ts";
import { checkSessions } from "./check-sessions.ts";
import { openDatabase } from "./client.ts";
import { explainSkew, measureSkew } from "./clock.ts";
import { readInstallation } from "./installation.ts";
import { requireTables } from "./require-tables.ts";

const OLDEST = 150_000;

/** Checks what acct needs from PostgreSQL: its own sessions, the version, the encoding, the tables of this release, and the rights. */
export async function checkDatabase(
  url: string,
): Promise<{ readonly sentence: string; readonly isEncrypted: boolean }> {
  await checkSessions(url);
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    const { rows } = await db.$client.query<{
      number: string;
      version: string;
      standby: boolean;
      encrypted: boolean | null;
    }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version,
         pg_is_in_recovery() as standby, (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as encrypted`,
    );
    const [
      { number, version, standby, encrypted } = { number: "0", version: "", standby: false, encrypted: null },
    ] = rows;
    if (Number(number) < OLDEST)
      throw new Failure(`PostgreSQL ${version} is too old: version 15 or newer is required`);
    if (standby)
      throw new Failure(
        "this server is a standby, which doesn't accept writes: add the primary to DATABASE_URL",
      );
    await requireTables(db);
    const { id } = await readInstallation(db);
    const sentence = `PostgreSQL ${version}, up to date, connected directly; installation ${id}`;
    return { sentence, isEncrypted: encrypted ?? false };
  } finally {
    await close();
  }
}

/** Throws if this machine's clock differs too much from the database's. */
export async function checkClock(url: string, own: () => Date): Promise<string> {
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    const { aheadMs } = await measureSkew(db, own);
    const denial = explainSkew(aheadMs);
    if (denial) throw new Failure(denial);
    return "within 5 s of the database's clock";
  } finally {
    await close();
  }
}
