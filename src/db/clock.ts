import { sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";

/** How far this machine's clock may be from the database's before somebody should look at it. */
export const TOLERATED_SKEW_MS = 5000;
const MEASURE_EVERY_MS = 5000;

export interface DatabaseClock {
  /** The database's time, by which all processes go, whatever the clocks of their machines say. */
  now(): Date;
  /** How far our own clock is ahead of the database's. */
  aheadMs(): number;
  stop(): void;
}

interface ClockOptions {
  /** This machine's clock. */
  readonly own: () => Date;
  /** Told each measurement. */
  readonly measured?: (aheadMs: number) => void;
}

/**
 * Follows the database's clock: what it was ahead or behind when it was last asked is laid over our own. Throws when the
 * database cannot be asked at first; later it goes by what it knows until it can.
 */
export async function followDatabaseClock(
  db: Db,
  { own, measured = () => undefined }: ClockOptions,
): Promise<DatabaseClock> {
  let ahead = 0;
  const measure = async () => {
    const { aheadMs, withinMs } = await measureSkew(db, own);
    // Between question and answer anything may have happened: what fits into that is no news.
    if (Math.abs(aheadMs - ahead) > withinMs) ahead = aheadMs;
    measured(ahead);
  };
  await measure();
  const timer = setInterval(() => void measure().catch(() => undefined), MEASURE_EVERY_MS);
  timer.unref();
  return {
    now: () => new Date(own().getTime() - ahead),
    aheadMs: () => ahead,
    stop: () => clearInterval(timer),
  };
}

/** The database's time for as long as a command runs. */
export async function databaseTime(db: Db, own: () => Date): Promise<() => Date> {
  const { aheadMs, withinMs } = await measureSkew(db, own);
  const ahead = Math.abs(aheadMs) > withinMs ? aheadMs : 0;
  return () => new Date(own().getTime() - ahead);
}

/** How far our clock is ahead of the database's, give or take `withinMs`. */
export async function measureSkew(
  db: Db,
  own: () => Date,
): Promise<{ readonly aheadMs: number; readonly withinMs: number }> {
  const before = own().getTime();
  const { rows } = await db.execute<{ ms: number }>(
    sql`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`,
  );
  const after = own().getTime();
  const middle = (before + after) / 2;
  return { aheadMs: Math.round(middle - (rows[0]?.ms ?? middle)), withinMs: (after - before) / 2 + 1 };
}

/** Throws when this machine's clock is too far from the database's. */
export function assertRight(clock: Pick<DatabaseClock, "aheadMs">): void {
  const denial = explainSkew(clock.aheadMs());
  if (denial) throw new Failure(denial);
}

/** Undefined: nobody needs to do anything about it. */
export function explainSkew(aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= TOLERATED_SKEW_MS) return undefined;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `the clock of this machine is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} the database's: set it, by NTP for instance`;
}
