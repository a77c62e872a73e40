import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const { database } = site;
afterAll(() => site.stop());

const STUCK = `select pid from pg_stat_activity
  where datname = current_database() and application_name like 'acct %' and wait_event_type = 'Lock'`;

it.each(["secret_keys", "views", "requests"])(
  "A process that loses the database during startup, while it waits for the table %s, still starts",
  async (table) => {
    const outsider = new pg.Client({ connectionString: database.url });
    await outsider.connect();
    await outsider.query(`begin; lock table ${table} in access exclusive mode`);
    const starting = site.start();
    await expect.poll(() => database.query(STUCK)).not.toEqual([]);
    await database.query(`select pg_terminate_backend(pid) from (${STUCK}) as stuck`);
    await outsider.query("rollback");
    await outsider.end();

    const acct = await starting;
    // A process that has started logs its port and its number.
    await expect.poll(acct.log).toMatch(/"port":\d+,"process":\d+/);
    await acct.stop();
    expect(await acct.ended).toBe("exit code 0");
  },
);
