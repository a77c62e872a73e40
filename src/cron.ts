import { schedule } from "node-cron";
import { type Db, inTransaction } from "./db/client.ts";
import { takeSlot } from "./db/cron-slots.ts";
import { eraseDeadPins } from "./db/password-links.ts";
import type { Log } from "./log.ts";

interface Ticking {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
}

const HOUR_MS = 3_600_000;

/** Each process's clock; the database decides whose tick counts. */
export function startCron({ db, now, log }: Ticking): { stop(): void } {
  const hourly = (job: string, work: (tx: Db, at: Date) => Promise<number>) =>
    schedule("17 * * * *", async () => {
      const at = now();
      const slot = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
      try {
        await inTransaction(db, async (tx) => {
          if (await takeSlot(tx, job, slot))
            log.info({ job, count: await work(tx, at) }, "a regular job is done");
        });
      } catch (error) {
        log.error({ err: error, job }, "a regular job failed; it comes again");
      }
    });

  const tasks = [hourly("erase-dead-pins", eraseDeadPins)];
  return {
    stop: () => {
      for (const task of tasks) void task.stop();
    },
  };
}
