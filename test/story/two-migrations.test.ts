import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, inject, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";
import { newSite } from "./new-site.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

it("If two `acct migrate` commands run at once, one applies everything, and the other waits and says that there was nothing to do", async () => {
  const site = await newSite({ withLdap: false });
  const server = inject("postgresUrl");
  const name = `two_${randomBytes(4).toString("hex")}`;
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  const outsider = new pg.Client({ connectionString: server });
  await outsider.connect();
  await outsider.query(`create database ${name}`);
  await outsider.end();
  const [obstacle, watcher] = [1, 2].map(() => new pg.Client({ connectionString: url })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([obstacle.connect(), watcher.connect()]);

  // This makes both commands wait until both have started.
  await obstacle.query("begin");
  await obstacle.query("create schema drizzle");
  const both = [1, 2].map(() =>
    run(process.execPath, [cli, "migrate"], { env: { ...site.env, DATABASE_URL: url } }),
  );
  const waiting = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await watcher.query(waiting)).rowCount).toBe(2);
  await obstacle.query("rollback");
  const ran = await Promise.all(both);
  const applied = await watcher.query<{ count: number }>(
    "select count(*)::int as count from drizzle.__drizzle_migrations",
  );
  await Promise.all([obstacle.end(), watcher.end(), site.stop()]);

  expect(ran).toMatchObject([
    { code: 0, stderr: "" },
    { code: 0, stderr: "" },
  ]);
  // One says how many it has applied, the other that there was nothing to do.
  expect(ran.map(({ stdout }) => stdout.match(/\d+/)?.[0] ?? "none").toSorted()).toEqual([
    String(applied.rows[0]?.count),
    "none",
  ]);
});
