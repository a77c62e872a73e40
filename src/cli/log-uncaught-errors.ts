import type { Log } from "../log.ts";

/** Logs why an unhandled error ends the process. It still ends, as it should: other processes take over its work. */
export function logUncaughtErrors(log: Log): void {
  process.on("uncaughtExceptionMonitor", (error) => {
    log.error({ err: error }, "exiting after an unhandled error");
  });
}
