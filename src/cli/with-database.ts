import { type Config, loadConfig } from "../config.ts";
import { type Database, openDatabase } from "../db/client.ts";
import { openLog } from "../log.ts";
import type { Tools } from "../pipeline/tools.ts";

/** For commands that look into the systems; Slack and the systems are loaded only for them. */
export async function withTools(work: (tools: Tools) => Promise<void>): Promise<void> {
  const { openTools } = await import("../open-tools.ts");
  await withDatabase(async ({ db }, config) => work(openTools(config, db, openLog("silent")).tools));
}

/** With the whole configuration. */
export async function withDatabase(
  work: (database: Database, config: Config) => Promise<void>,
): Promise<void> {
  const config = loadConfig();
  await withDatabaseOf(config, (database) => work(database, config));
}

/** With a database, and nothing else of the configuration. */
export async function withDatabaseOf(
  config: Pick<Config, "database">,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const database = openDatabase(config.database, () => undefined);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
