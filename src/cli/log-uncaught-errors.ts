import type { Log } from "../log.ts";

/**
 * Logs why an unhandled error ends the process. It still ends, as it should: other processes take over its work. Also logs the
 * warnings of Node.js and of libraries, which would otherwise be lines of prose among the JSON.
 */
export function logUncaughtErrors(log: Log): void {
  process.on("uncaughtExceptionMonitor", (error) => {
    log.error({ err: error }, "exiting after an unhandled error");
  });
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ err: warning }, warning.message));
}
