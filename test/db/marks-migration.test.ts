import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { expect, inject, it } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { migrateDatabase } from "../../src/db/migrate.ts";

/** How many there were before requests had marks. */
const BEFORE = 7;
const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));

/** A folder with the first migrations only, as that release had it. */
async function earlierMigrations(): Promise<string> {
  const folder = join(inject("folder"), `migrations-${randomBytes(4).toString("hex")}`);
  await mkdir(folder, { recursive: true });
  await cp(migrations, folder, { recursive: true });
  const journal = join(folder, "meta", "_journal.json");
  const { entries, ...rest } = JSON.parse(await readFile(journal, "utf8")) as { entries: object[] };
  await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, BEFORE) }));
  return folder;
}

it("An upgrade gives each request a mark of its own, and shows every open card again, with buttons that carry it", async () => {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const { db, close } = openDatabase({ url: server.replace(/\/[^/]*$/, `/${name}`) }, () => undefined);
  const migrationsFolder = await earlierMigrations();
  await migrate(db, { migrationsFolder });
  await db.execute(sql`
    insert into requests (kind, status, stage, stage_since, clock_since, created_at, updated_at, origin, given_name, family_name, email)
    select 'account', status, 'await-admin', now(), now(), now(), now(), status, 'A', 'B', status || '@example.org'
    from unnest(array['waiting', 'stuck', 'closed']) as status`);
  await db.execute(sql`
    insert into cards (request_id, audience, place, message, wanted_version)
    select id, 'admin', 'C1', 'C1/' || id, 1 from requests`);

  await migrateDatabase(db);
  const { rows } = await db.execute<{ status: string; mark: string; due: boolean }>(sql`
    select status, mark, due from (
      select r.id, r.status, r.mark, c.run_at is not null as due from requests r join cards c on c.request_id = r.id
    ) shown order by id`);
  expect(rows.map(({ status, due }) => [status, due])).toEqual([
    ["waiting", true],
    ["stuck", true],
    ["closed", false],
  ]);
  expect(new Set(rows.map(({ mark }) => mark)).size).toBe(3);
  const { rows: known } = await db.execute(sql`select id from installation`);
  expect(known).toHaveLength(1);
  await close();
  await rm(migrationsFolder, { recursive: true });
});
