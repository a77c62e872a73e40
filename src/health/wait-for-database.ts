import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "../db/client.ts";
import { isAway } from "../db/is-away.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { Failure } from "../failure/failure.ts";
import type { Log } from "../log.ts";

interface WaitOptions {
  readonly log: Log;
  /** How long to wait in total, how often to try, and how often to log that acct is still waiting. */
  readonly maxWaitMs?: number;
  readonly tryEveryMs?: number;
  readonly remindEveryMs?: number;
}

/**
 * Waits until the database responds, because after a reboot it may start later than acct. Throws immediately for problems
 * that waiting doesn't solve, such as a rejected password, and otherwise after two minutes.
 */
export async function waitForDatabase(
  db: Db,
  { log, maxWaitMs = 120_000, tryEveryMs = 1000, remindEveryMs = 30_000 }: WaitOptions,
): Promise<void> {
  const since = performance.now();
  let saidAt: number | undefined;
  for (;;) {
    try {
      await db.execute(sql`select 1`);
      if (saidAt !== undefined) log.info({ seconds: secondsSince(since) }, "database connected");
      return;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (performance.now() - since >= maxWaitMs) {
        const waited = `acct waited ${secondsSince(since)} s for the database`;
        throw new Failure(`${waited}. ${describeForOperator(error)}`);
      }
      if (saidAt === undefined || performance.now() - saidAt >= remindEveryMs) {
        saidAt = performance.now();
        const left = Math.ceil((maxWaitMs - (saidAt - since)) / 1000);
        log.warn(`waiting for the database (up to ${left} s more): ${describeForOperator(error)}`);
      }
    }
    await delay(tryEveryMs);
  }
}

const secondsSince = (since: number) => Math.round((performance.now() - since) / 1000);
