import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import type pg from "pg";
import type { Db } from "./client.ts";
import { FREE_DEAD_LEASES, LOCK_CLASS } from "./free-dead-leases.ts";
import { openClient } from "./open-client.ts";

const CHANNEL = "acct";
const TICK_MS = 250;
/** A tick takes milliseconds; a connection that does not answer one is dead, whatever TCP says. */
const TICK_TIMEOUT_MS = 5000;
const RECONNECT_MS = [0, 100, 250, 500, 1000] as const;
/** Who is missing for so long is dead. Who has lost only their connections is back sooner. */
const MISSING_MS = 500;
/** After the database itself was away everybody is missing at first: they have this long to come back. */
const RETURN_MS = 5000;

export interface ProcessEvents {
  /** There may be work: a notification came, a dead process's leases were freed, or we have just joined. */
  wake(): void;
  lost(error: Error): void;
  /** The database knows us again; what is in hand has to be kept from now on. */
  rejoined?(): void;
}

export interface Process {
  /** Throws when the database cannot be reached now; afterwards it joins again by itself whenever it was lost. */
  join(): Promise<void>;
  /** Our number while the database knows that we live; undefined: claim nothing. */
  number(): number | undefined;
  /** Others may still be on their way back, so their leases are theirs, even those that have ended. */
  isReturning(): boolean;
  leave(): Promise<void>;
}

interface Identity {
  /** Which of all processes this is, for as long as it runs; see `newProcessNumber`. */
  readonly number: number;
  readonly url: string;
}

/** A number that no other process has: one in two thousand million. */
export function newProcessNumber(): number {
  return randomInt(1, 2_000_000_000);
}

/** How the database lists the other connections of a process. One of them is proof that the process lives. */
export const connectionName = (number: number) => `acct ${number}`;

/**
 * Shows that this process lives by a session advisory lock on its number, and listens for work. Four times a second it
 * frees what processes held that are gone: PostgreSQL drops lock and connections as a process is killed, so others go on
 * in under a second instead of a lease later. Who has lost the lock and still has other connections, or is back at once,
 * is not gone: it has its work in hand, which nobody must begin beside it.
 * Session locks need a direct connection: a pooler in transaction mode hands them to strangers (`check-sessions.ts`).
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
    // Told to leave meanwhile: a session that nobody closes would keep us alive, for the others and for the system.
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

  /** Those that have been missing for long enough. */
  function condemned(missing: readonly number[]): number[] {
    const now = performance.now();
    for (const each of missingSince.keys()) if (!missing.includes(each)) missingSince.delete(each);
    for (const each of missing) if (!missingSince.has(each)) missingSince.set(each, now);
    const patience = isReturning() ? RETURN_MS : MISSING_MS;
    return missing.filter((each) => now - (missingSince.get(each) ?? now) >= patience);
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

/** The numbers of the processes that share the work of this database at this moment, in one order for all of them. */
export async function listProcesses(db: Db): Promise<number[]> {
  const { rows } = await db.execute<{ number: number }>(sql`
    select objid::bigint::int as number from pg_locks
    where locktype = 'advisory' and classid = ${LOCK_CLASS} and objid <= 2147483647 and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())
    order by 1`);
  return rows.map(({ number }) => number);
}

interface Session {
  /** Frees what these hold, if they are still missing. */
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
  client.on("end", () => lose(new Error("the database closed the connection")));
  client.on("notification", wake);
  const close = () => client.end().catch(() => undefined);
  try {
    await client.connect();
    // Shared, so that a session that the server has not missed yet does not keep us from coming back.
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
