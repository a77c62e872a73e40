import { Failure } from "../failure.ts";
import { checkSessions } from "./check-sessions.ts";
import { openDatabase } from "./client.ts";
import { measureSkew, objectionToSkew } from "./clock.ts";
import { readInstallation } from "./installation.ts";
import { pendingMigrations } from "./migrate.ts";

const OLDEST = 150_000;

/** Tries what acct needs of PostgreSQL: sessions of its own, its version, and the tables of this release. */
export async function checkDatabase(url: string): Promise<string> {
  await checkSessions(url);
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    const { rows } = await db.$client.query<{ number: string; version: string; standby: boolean }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version,
         pg_is_in_recovery() as standby`,
    );
    const [{ number, version, standby } = { number: "0", version: "", standby: false }] = rows;
    if (Number(number) < OLDEST)
      throw new Failure(`PostgreSQL ${version} is too old: 15 is the oldest that will do`);
    if (standby) throw new Failure("this server is a standby, which takes no writes: name the primary, too");
    const pending = await pendingMigrations(db);
    if (pending > 0) throw new Failure("the tables are behind this release: run `npm run migrate`");
    if (pending < 0) throw new Failure("the tables are of a newer release than this one");
    const { id } = await readInstallation(db);
    return `PostgreSQL ${version}, up to date, connected directly; its id is ${id}`;
  } finally {
    await close();
  }
}

/** Throws when this machine's clock is too far from the database's. */
export async function checkClock(url: string, own: () => Date): Promise<string> {
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    const { aheadMs } = await measureSkew(db, own).catch((error: Error) => {
      // What failed is of interest here, not the statement.
      throw error.cause ?? error;
    });
    const objection = objectionToSkew(aheadMs);
    if (objection) throw new Error(objection);
    return "as the database's, within 5 s";
  } finally {
    await close();
  }
}
