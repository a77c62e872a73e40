import { type Config, loadConfig } from "../config/config.ts";
import { type Database, openDatabase } from "../db/client.ts";
import { databaseTime } from "../db/clock.ts";
import { openLog } from "../log.ts";
import { useProxy } from "../outbound/proxy.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";

/** A database and its time: due times follow the clock that all processes share, not that of the operator's machine. */
type TimedDatabase = Database & { now(): Date };

interface Options {
  /** False: statements have no time limit. */
  readonly limits?: boolean;
}

/** Runs a command that needs the provisioners. Slack and the provisioners are loaded only for such commands. */
export async function withTools(work: (deps: PipelineDeps, config: Config) => Promise<void>): Promise<void> {
  const { openDeps } = await import("../app/open-deps.ts");
  await withDatabase(async ({ db, now }, config) =>
    work(openDeps(config, db, openLog("silent"), now).deps, config),
  );
}

/** Runs a command with the database and the whole configuration. */
export async function withDatabase(
  work: (database: TimedDatabase, config: Config) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const config = loadConfig();
  useProxy(config.proxy);
  await withDatabaseAt(config, (database) => work(database, config), options);
}

/** Runs a command that needs only the database of the configuration. */
export async function withDatabaseAt(
  config: Pick<Config, "database">,
  work: (database: TimedDatabase) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const database = openDatabase(config.database, () => undefined, options);
  try {
    const now = await databaseTime(database.db, () => new Date());
    await work({ ...database, now });
  } finally {
    await database.close();
  }
}
