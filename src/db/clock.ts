import { sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";

/** If this machine's clock differs from the database's by more, an operator should fix it. */
export const TOLERATED_SKEW_MS = 5000;
const MEASURE_EVERY_MS = 5000;

export interface DatabaseClock {
  /** The database's time, which all processes use, no matter what the clocks of their machines show. */
  now(): Date;
  /** Our own clock is ahead of the database's by this many ms. */
  aheadMs(): number;
  stop(): void;
}

interface ClockOptions {
  /** This machine's clock. */
  readonly own: () => Date;
  /** This is called with each measurement. */
  readonly measured?: (aheadMs: number) => void;
}

/**
 * Follows the database's clock by applying the last measured difference to our own clock. Throws if the first measurement
 * fails; later it keeps the last known difference until the database responds again.
 */
export async function followDatabaseClock(
  db: Db,
  { own, measured = () => undefined }: ClockOptions,
): Promise<DatabaseClock> {
  let ahead = 0;
  const measure = async () => {
    const { aheadMs, withinMs } = await measureSkew(db, own);
    // A change smaller than the round trip may only be noise.
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

/** Returns the database's time for the duration of a command. */
export async function databaseTime(db: Db, own: () => Date): Promise<() => Date> {
  const { aheadMs, withinMs } = await measureSkew(db, own);
  const ahead = Math.abs(aheadMs) > withinMs ? aheadMs : 0;
  return () => new Date(own().getTime() - ahead);
}

/** Measures how far our clock is ahead of the database's, with an accuracy of `withinMs`. */
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

/** Describes a difference that an operator should fix; undefined if it is tolerable. */
export function explainSkew(aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= TOLERATED_SKEW_MS) return undefined;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `this machine's clock is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} the database's: set it, for example with NTP`;
}
