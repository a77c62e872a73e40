import type { Log } from "../log.ts";

/**
 * Logs why an uncaught exception ends the process. It still ends, as it should: other processes take over its work. A rejection
 * that no one handles is only logged. Libraries reject in the background when one outside system fails, and everything
 * else has to keep working then. Also logs the warnings of Node.js and of libraries, which would otherwise be lines of prose
 * among the JSON.
 */
export function logUncaughtErrors(log: Log): void {
  process.on("uncaughtExceptionMonitor", (error) => {
    log.error({ err: error }, "exiting after an unhandled error");
  });
  process.on("unhandledRejection", (error) => {
    log.error({ err: error }, "a rejection was not handled; acct keeps running");
  });
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ err: warning }, warning.message));
}
