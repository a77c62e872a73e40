import type { Log } from "../log.ts";

interface Polling {
  readonly everyMs: number;
  /** Completes "could not …". */
  readonly task: string;
  readonly log: Log;
  /** A poll that left the work to another process returns "skipped": it shows neither that polls work nor that they fail. */
  poll(): Promise<unknown>;
  /** Tells the admins that polls have failed for a while. Called again after each further failure. */
  tell(error: unknown): Promise<void>;
  /** Tells them that polls work again. Called after the first poll that works, and after the first one that works again. */
  tellWorks(): Promise<void>;
}

/** A short outage, such as a restart of the other system, is no news. */
const TELL_AFTER_MS = 10 * 60_000;

/** Polls again and again, never twice at the same time. A poll that fails is repeated after the same time. */
export function pollQueue({ everyMs, task, log, poll, tell, tellWorks }: Polling): { stop(): Promise<void> } {
  let current: Promise<void> | undefined;
  let failingSince: number | undefined;
  let isWorking = false;
  async function failed(error: unknown): Promise<void> {
    isWorking = false;
    log.warn({ err: error }, `could not ${task}; trying again later`);
    failingSince ??= performance.now();
    if (performance.now() - failingSince >= TELL_AFTER_MS) await tell(error);
  }
  const run = () => {
    current ??= poll()
      .then(async (outcome) => {
        if (outcome === "skipped") return;
        failingSince = undefined;
        if (!isWorking) await tellWorks();
        isWorking = true;
      })
      .catch(failed)
      .catch((error: unknown) => log.warn({ err: error }, `could not tell anyone that acct can't ${task}`))
      .finally(() => {
        current = undefined;
      });
  };
  run();
  const timer = setInterval(run, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
