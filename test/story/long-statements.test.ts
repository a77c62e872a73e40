import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
afterAll(() => site.stop());
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
/** Longer than a statement of the engine may take, and longer than its transaction may be idle. */
const LONG_S = 33;

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Runs a command of acct while another transaction blocks it for a long time. */
async function runWhileBlocked(url: string, obstacle: string, args: readonly string[]) {
  const outsider = await connected(url);
  await outsider.query("begin");
  await outsider.query(obstacle);
  // Within one transaction, PostgreSQL always shows the same activity, so another connection watches.
  const watcher = await connected(url);
  const ran = run(process.execPath, [cli, ...args], { env: { ...site.env, DATABASE_URL: url } });
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and clock_timestamp() - query_start > '${LONG_S} s'`;
  await expect.poll(async () => (await watcher.query(waiting)).rowCount, { interval: 500 }).toBe(1);
  await outsider.query("rollback");
  await Promise.all([outsider.end(), watcher.end()]);
  return ran;
}

it.concurrent("A migration has no time limit, and neither does its lock", async ({ expect }) => {
  const server = inject("postgresUrl");
  const name = `long_${randomBytes(4).toString("hex")}`;
  const client = await connected(server);
  await client.query(`create database ${name}`);
  await client.end();
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  const { code, stdout, stderr } = await runWhileBlocked(url, "create schema drizzle", ["migrate"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/\b\d+\b/);
});

it.concurrent.each([["verify"], ["export"]])("`acct audit %s` has no time limit", async (command) => {
  const obstacle = "lock table events in access exclusive mode";
  const ran = await runWhileBlocked(site.database.url, obstacle, ["audit", command]);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
});
