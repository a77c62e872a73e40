import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "../db/client.ts";
import { isAway } from "../db/is-away.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { Failure } from "../failure/failure.ts";
import type { Log } from "../log.ts";

interface Patience {
  readonly log: Log;
  /** How long to wait altogether; how often to try; how often to say that we still wait. */
  readonly patienceMs?: number;
  readonly tryEveryMs?: number;
  readonly remindEveryMs?: number;
}

/**
 * Returns when the database answers: after a reboot it may start later than we do. Throws at once what waiting does not
 * help against, such as a refused password, and otherwise when the patience (two minutes) is at an end.
 */
export async function waitForDatabase(
  db: Db,
  { log, patienceMs = 120_000, tryEveryMs = 1000, remindEveryMs = 30_000 }: Patience,
): Promise<void> {
  const since = performance.now();
  let saidAt: number | undefined;
  for (;;) {
    try {
      await db.execute(sql`select 1`);
      if (saidAt !== undefined) log.info({ seconds: secondsSince(since) }, "the database answers now");
      return;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (performance.now() - since >= patienceMs) {
        const waited = `acct has waited ${secondsSince(since)} s for the database`;
        throw new Failure(`${waited}. ${describeForOperator(error)}`);
      }
      if (saidAt === undefined || performance.now() - saidAt >= remindEveryMs) {
        saidAt = performance.now();
        const left = Math.ceil((patienceMs - (saidAt - since)) / 1000);
        log.warn(`waiting for the database, for ${left} s more: ${describeForOperator(error)}`);
      }
    }
    await delay(tryEveryMs);
  }
}

const secondsSince = (since: number) => Math.round((performance.now() - since) / 1000);
