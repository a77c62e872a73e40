import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { DEBIAN_NEEDS, describeMissing } from "../dev/local-stack/debian-needs.ts";
import { startPostgres } from "../dev/local-stack/postgres.ts";
import { workFolder } from "../dev/local-stack/work-folder.ts";
import { openDatabase } from "../src/db/client.ts";
import { migrateDatabase } from "../src/db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the test run. Each test file uses its own folder inside it. */
    folder: string;
    /** The database "postgres" of the one server that all tests share. */
    postgresUrl: string;
  }
}

const TEMPLATE = "template_acct";

/** Starts one PostgreSQL server for all tests, with a migrated database that each test copies in milliseconds. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const sentence of await describeMissing(
    Object.keys(DEBIAN_NEEDS) as (keyof typeof DEBIAN_NEEDS)[],
    "its tests will fail, and all others will run",
  )) {
    console.error(sentence);
  }
  const folder = await workFolder("test");
  const postgres = await startPostgres({ folder: join(folder, "postgres") });
  const { db, close } = openDatabase({ url: await postgres.createDatabase(TEMPLATE) }, () => undefined);
  await migrateDatabase(db);
  await close();
  project.provide("folder", folder);
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
