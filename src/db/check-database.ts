import { Failure } from "../failure/failure.ts";
import { checkSessions } from "./check-sessions.ts";
import { openDatabase } from "./client.ts";
import { explainSkew, measureSkew } from "./clock.ts";
import { readInstallation } from "./installation.ts";
import { objectionToTables } from "./migrate.ts";

const OLDEST = 150_000;

/** Tries what acct needs of PostgreSQL: sessions of its own, its version, and the tables of this release. */
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
      throw new Failure(`PostgreSQL ${version} is too old: 15 is the oldest that will do`);
    if (standby) throw new Failure("this server is a standby, which takes no writes: name the primary, too");
    const denial = await objectionToTables(db);
    if (denial) throw new Failure(denial);
    const { id } = await readInstallation(db);
    const sentence = `PostgreSQL ${version}, up to date, connected directly; its id is ${id}`;
    return { sentence, isEncrypted: encrypted ?? false };
  } finally {
    await close();
  }
}

/** Throws when this machine's clock is too far from the database's. */
export async function checkClock(url: string, own: () => Date): Promise<string> {
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    const { aheadMs } = await measureSkew(db, own);
    const denial = explainSkew(aheadMs);
    if (denial) throw new Failure(denial);
    return "as the database's, within 5 s";
  } finally {
    await close();
  }
}
