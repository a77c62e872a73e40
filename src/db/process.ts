import { sql } from "drizzle-orm";
import pg from "pg";
import type { Db } from "./client.ts";

/** First key of the advisory locks, one a process: "acct" in ASCII. */
const LOCK_CLASS = 0x61636374;
const CHANNEL = "acct";
const TICK_MS = 500;
/** A tick takes milliseconds; a connection that does not answer one is dead, whatever TCP says. */
const TICK_TIMEOUT_MS = 5000;
const RECONNECT_MS = [100, 500, 1000, 5000] as const;

export interface ProcessEvents {
  /** There may be work: a notification came, a dead process's leases were freed, or we have just joined. */
  wake(): void;
  lost(error: Error): void;
}

export interface Process {
  /** Throws when the database cannot be reached now; afterwards it joins again by itself whenever it was lost. */
  join(): Promise<void>;
  /** Our number while the database knows that we live; undefined: claim nothing. */
  number(): number | undefined;
  leave(): Promise<void>;
}

/**
 * Shows that this process lives by a session advisory lock on a number of its own, and listens for work.
 * Twice a second it frees what processes held whose lock is gone: PostgreSQL drops a session lock as
 * the killed process's connection closes, so others go on in under a second instead of a lease later.
 * Session locks need a direct connection: a pooler in transaction mode hands them to strangers.
 */
export function thisProcess(url: string, now: () => Date, events: ProcessEvents): Process {
  let session: Session | undefined;
  let leaving = false;
  let timer: NodeJS.Timeout | undefined;

  async function join(): Promise<void> {
    session = await openSession(url, events.wake, lose);
    timer = setTimeout(tick, TICK_MS);
    events.wake();
  }

  function lose(error: Error): void {
    if (!session || leaving) return;
    void session.close();
    session = undefined;
    clearTimeout(timer);
    events.lost(error);
    rejoin(0);
  }

  function rejoin(failures: number): void {
    timer = setTimeout(
      () => {
        if (leaving) return;
        join().catch(() => rejoin(failures + 1));
      },
      RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)],
    );
  }

  function tick(): void {
    const current = session;
    current
      ?.freeDeadLeases(now())
      .then((freed) => {
        if (freed > 0) events.wake();
        if (session === current && !leaving) timer = setTimeout(tick, TICK_MS);
      })
      .catch(lose);
  }

  return {
    join,
    number: () => session?.number,
    async leave() {
      leaving = true;
      clearTimeout(timer);
      await session?.close();
      session = undefined;
    },
  };
}

/** How many processes of acct are at work with this database. Those of `acct setpass` alone do not say so. */
export async function countLiveProcesses(db: Db): Promise<number> {
  const { rows } = await db.execute<{ live: number }>(sql`
    select count(*)::int as live from pg_locks
    where locktype = 'advisory' and classid = ${LOCK_CLASS} and objid between 1 and 2147483647 and objsubid = 2
      and granted and database = (select oid from pg_database where datname = current_database())`);
  return rows[0]?.live ?? 0;
}

interface Session {
  readonly number: number;
  freeDeadLeases(now: Date): Promise<number>;
  close(): Promise<void>;
}

async function openSession(url: string, wake: () => void, lose: (error: Error) => void): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "acct process",
    connectionTimeoutMillis: TICK_TIMEOUT_MS,
    query_timeout: TICK_TIMEOUT_MS,
    keepAlive: true,
  });
  client.on("error", lose);
  client.on("end", () => lose(new Error("the database closed the connection")));
  client.on("notification", wake);
  await client.connect();
  const { rows } = await client.query<{ number: number }>("select nextval('process_numbers')::int as number");
  const number = rows[0]?.number ?? 0;
  await client.query("select pg_advisory_lock($1, $2)", [LOCK_CLASS, number]);
  await client.query(`listen ${CHANNEL}`);
  return {
    number,
    async freeDeadLeases(now) {
      const result = await client.query<{ freed: number }>({
        name: "free-dead-leases",
        text: FREE_DEAD_LEASES,
        values: [LOCK_CLASS, now],
      });
      return result.rows[0]?.freed ?? 0;
    },
    close: () => client.end().catch(() => undefined),
  };
}

const freeOf = (queue: string) => `
  update ${queue} set lease_token = null, lease_by = null, run_at = $2, attempt = attempt + 1
  where lease_by in (select lease_by from dead) returning 1`;

// `attempt` grows: work that kills its process every time must end as stuck, not go round for ever.
const FREE_DEAD_LEASES = `
with held as (
  select lease_by from requests where lease_by is not null
  union select lease_by from cards where lease_by is not null
  union select lease_by from messages where lease_by is not null
  union select lease_by from digests where lease_by is not null
), dead as (
  select lease_by from held where not exists (
    select from pg_locks
    where locktype = 'advisory' and classid = $1 and objid = lease_by and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database()))
), r as (${freeOf("requests")}), c as (${freeOf("cards")}), m as (${freeOf("messages")}), d as (${freeOf("digests")})
select ((select count(*) from r) + (select count(*) from c) + (select count(*) from m) + (select count(*) from d))::int as freed`;
