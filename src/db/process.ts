import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import type pg from "pg";
import type { Db } from "./client.ts";
import { FREE_DEAD_LEASES, LOCK_CLASS } from "./free-dead-leases.ts";
import { openClient } from "./open-client.ts";

const CHANNEL = "acct";
const TICK_MS = 250;
/** A tick takes milliseconds. A connection that doesn't respond to one is dead, no matter what TCP says. */
const TICK_TIMEOUT_MS = 5000;
const RECONNECT_MS = [0, 100, 250, 500, 1000] as const;
/** A process that is missing for this long is dead. One that only lost its connections is back sooner. */
const MISSING_MS = 500;
/** After an outage of the database every process is missing at first. They have this long to come back. */
const RETURN_MS = 5000;

export interface ProcessEvents {
  /** There may be work: a NOTIFY arrived, leases of a dead process were freed, or this process just joined. */
  wake(): void;
  lost(error: Error): void;
  /** The connection is restored; leases of current work must be extended again. */
  rejoined?(): void;
}

export interface Process {
  /** Throws if the database can't be reached now. Afterwards it reconnects automatically. */
  join(): Promise<void>;
  /** Our number while the database knows that we are alive. If it is undefined, we must not take work. */
  number(): number | undefined;
  /** Tells whether other processes may still be reconnecting, so that even their expired leases must be respected. */
  isReturning(): boolean;
  leave(): Promise<void>;
}

interface Identity {
  /** Identifies this process while it runs; see `newProcessNumber`. */
  readonly number: number;
  readonly url: string;
}

/** Picks a number that no other process has, out of two billion. */
export function newProcessNumber(): number {
  return randomInt(1, 2_000_000_000);
}

/** The name of a process's other connections in the database. Any of them proves that the process is alive. */
export const connectionName = (number: number) => `acct ${number}`;

/**
 * Shows that this process is alive with a session advisory lock on its number, and listens for work. Four times a second it
 * frees the leases of dead processes: PostgreSQL drops lock and connections when a process is killed, so others continue
 * within a second instead of waiting for the lease to expire. A process that has lost its lock but still has connections,
 * or is back quickly, is not dead: it is still working, and no one else may start the same work.
 * Session locks need a direct connection, because a pooler in transaction mode gives them to strangers (`check-sessions.ts`).
 */
export function joinProcesses({ number, url }: Identity, events: ProcessEvents): Process {
  let session: Session | undefined;
  let leaving = false;
  let timer: NodeJS.Timeout | undefined;
  let returnedAt = Number.NEGATIVE_INFINITY;
  const missingSince = new Map<number, number>();

  const isReturning = () => performance.now() - returnedAt < RETURN_MS;

  async function join(): Promise<void> {
    let opened: Session | undefined;
    opened = await openSession({ number, url }, events.wake, (error) => lose(opened, error));
    // If `leave` was called in the meantime, an open session would keep this process alive.
    if (leaving) return opened.close();
    session = opened;
    missingSince.clear();
    timer = setTimeout(tick, TICK_MS);
    events.wake();
  }

  function lose(lost: Session | undefined, error: Error): void {
    if (!session || session !== lost || leaving) return;
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
        join().then(
          () => {
            if (leaving) return;
            returnedAt = performance.now();
            events.rejoined?.();
          },
          () => rejoin(failures + 1),
        );
      },
      RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)],
    );
  }

  /** Returns the processes that have been missing for long enough. */
  function condemned(missing: readonly number[]): number[] {
    const now = performance.now();
    for (const each of missingSince.keys()) if (!missing.includes(each)) missingSince.delete(each);
    for (const each of missing) if (!missingSince.has(each)) missingSince.set(each, now);
    const graceMs = isReturning() ? RETURN_MS : MISSING_MS;
    return missing.filter((each) => now - (missingSince.get(each) ?? now) >= graceMs);
  }

  let dead: number[] = [];
  function tick(): void {
    const current = session;
    current
      ?.freeDeadLeases(dead)
      .then(({ freed, missing }) => {
        dead = condemned(missing);
        if (freed > 0) events.wake();
        if (session === current && !leaving) timer = setTimeout(tick, dead.length > 0 ? 0 : TICK_MS);
      })
      .catch((error: Error) => lose(current, error));
  }

  return {
    join,
    number: () => (session ? number : undefined),
    isReturning,
    async leave() {
      leaving = true;
      clearTimeout(timer);
      await session?.close();
      session = undefined;
    },
  };
}

/** Lists the numbers of all running processes, in the same order for every caller. */
export async function listProcesses(db: Db): Promise<number[]> {
  const { rows } = await db.execute<{ number: number }>(sql`
    select objid::bigint::int as number from pg_locks
    where locktype = 'advisory' and classid = ${LOCK_CLASS} and objid <= 2147483647 and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())
    order by 1`);
  return rows.map(({ number }) => number);
}

/** Tells whether the process with this number is still running. */
export async function isRunning(db: Db, number: number): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select where exists (
      select from pg_locks
      where locktype = 'advisory' and classid = ${LOCK_CLASS} and objid = ${number} and objsubid = 2 and granted
        and database = (select oid from pg_database where datname = current_database()))
    or exists (
      select from pg_stat_activity
      where datname = current_database() and application_name = ${connectionName(number)})`);
  return rows.length > 0;
}

/**
 * Opens the connection that shows that a command is alive while it works on one row, under its own number. If the command
 * is killed, the connection ends, and other processes continue its work.
 */
export async function openTemporaryProcess(
  url: string,
): Promise<{ readonly number: number; close(): Promise<void> }> {
  const number = newProcessNumber();
  const client = openClient(url, {
    application_name: connectionName(number),
    connectionTimeoutMillis: TICK_TIMEOUT_MS,
  });
  client.on("error", () => undefined);
  await client.connect();
  return { number, close: () => client.end().catch(() => undefined) };
}

interface Session {
  /** Frees the leases of these processes if they are still missing. */
  freeDeadLeases(dead: readonly number[]): Promise<{ readonly freed: number; readonly missing: number[] }>;
  close(): Promise<void>;
}

async function openSession(
  { number, url }: Identity,
  wake: () => void,
  lose: (error: Error) => void,
): Promise<Session> {
  const client = openClient(url, {
    application_name: "acct process",
    connectionTimeoutMillis: TICK_TIMEOUT_MS,
    query_timeout: TICK_TIMEOUT_MS,
  });
  client.on("error", lose);
  client.on("end", () => lose(new Error("the server closed the connection")));
  client.on("notification", wake);
  const close = () => client.end().catch(() => undefined);
  try {
    await client.connect();
    // The lock is shared, so that an old session that the server still considers alive doesn't keep us from reconnecting.
    await client.query("select pg_advisory_lock_shared($1, $2)", [LOCK_CLASS, number]);
    await client.query(`listen ${CHANNEL}`);
    await freeDeadLeases(client, []);
  } catch (error) {
    void close();
    throw error;
  }
  return { freeDeadLeases: (dead) => freeDeadLeases(client, dead), close };
}

async function freeDeadLeases(client: pg.Client, dead: readonly number[]) {
  const { rows } = await client.query<{ freed: number; missing: number[] }>({
    name: "free-dead-leases",
    text: FREE_DEAD_LEASES,
    values: [LOCK_CLASS, dead],
  });
  return rows[0] ?? { freed: 0, missing: [] };
}
