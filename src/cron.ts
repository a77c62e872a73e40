import { schedule } from "node-cron";
import { type Db, inTransaction } from "./db/client.ts";
import { takeSlot } from "./db/cron-slots.ts";
import { eraseDeadPins } from "./db/password-links.ts";
import type { Log } from "./log.ts";
import { expireRequests } from "./pipeline/clock/expire-requests.ts";
import { type Reminding, remindPis } from "./pipeline/clock/remind-pis.ts";

interface Ticking extends Reminding {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
}

type Job = (tx: Db, now: Date) => Promise<number>;

const HOUR_MS = 3_600_000;

/**
 * Each process's clock; the database decides whose tick counts. What a job does depends on how long ago things
 * happened, so a tick that was missed while everything was down is made up for by the next.
 */
export function startCron({ db, now, log, ...reminding }: Ticking): { stop(): void } {
  const hourly = (name: string, job: Job) => {
    const run = () => runOnce(name, job, { db, now, log });
    void run();
    return schedule("17 * * * *", run);
  };
  const tasks = [
    hourly("remind-pis", (tx, at) => remindPis(tx, at, reminding)),
    hourly("expire-requests", (tx, at) => expireRequests(tx, at, reminding)),
    hourly("erase-dead-pins", eraseDeadPins),
  ];
  return {
    stop: () => {
      for (const task of tasks) void task.stop();
    },
  };
}

/** Runs a job if no process has run it in this hour. */
async function runOnce(
  name: string,
  job: Job,
  { db, now, log }: Pick<Ticking, "db" | "now" | "log">,
): Promise<void> {
  const at = now();
  const slot = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  try {
    await inTransaction(db, async (tx) => {
      if (await takeSlot(tx, name, slot))
        log.info({ job: name, count: await job(tx, at) }, "a regular job is done");
    });
  } catch (error) {
    log.error({ err: error, job: name }, "a regular job failed; it comes again");
  }
}
