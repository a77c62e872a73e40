import pg from "pg";
import { HEARTBEAT_JOB } from "../../src/pipeline/jobs/downtime.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface DemoClock {
  /** The time on acct's clock. */
  now(): Date;
  /** Environment variables that set the clock of acct's process. */
  variables(): NodeJS.ProcessEnv;
  /** Moves the database's clock forward by days. `acctWasUp`: acct was running all the time, so that missing replies count. */
  skipDays(days: number, acctWasUp: boolean): Promise<void>;
}

/**
 * Opens a clock that can be moved forward. acct uses the database's clock, so that one moves: a function with the same name
 * is found before PostgreSQL's own.
 */
export async function openClock(databaseUrl: string): Promise<DemoClock> {
  let aheadMs = 0;
  const database = new URL(databaseUrl).pathname.slice(1);
  await query(
    `create schema demo;
    create table demo.clock as select 0::float8 as ahead_ms;
    create function demo.clock_timestamp() returns timestamptz language sql volatile as
      $$ select pg_catalog.clock_timestamp() + ahead_ms * interval '1 ms' from demo.clock $$;
    alter database ${database} set search_path = public, demo, pg_catalog`,
  );
  return {
    now: () => new Date(Date.now() + aheadMs),
    variables: () => ({
      DEMO_AHEAD_MS: String(aheadMs),
      NODE_OPTIONS: `--import=${new URL("later.ts", import.meta.url).href}`,
    }),
    async skipDays(days, acctWasUp) {
      const before = Date.now() + aheadMs;
      aheadMs += days * DAY_MS;
      await query("update demo.clock set ahead_ms = $1", [aheadMs]);
      if (!acctWasUp) return;
      const slots = Array.from({ length: days * 24 }, (_, hour) => new Date(before + hour * HOUR_MS));
      await query(
        `insert into cron_slots (name, slot) select $1, date_trunc('hour', slot) from unnest($2::timestamptz[]) slot
          on conflict do nothing`,
        [HEARTBEAT_JOB, slots],
      );
    },
  };

  async function query(statement: string, values?: unknown[]): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }
}
