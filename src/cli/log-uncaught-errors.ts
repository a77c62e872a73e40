import type { Log } from "../log.ts";

/** An error that nobody has caught still ends the process, as it should: others take over. The log says why. */
export function logUncaughtErrors(log: Log): void {
  process.on("uncaughtExceptionMonitor", (error) => {
    log.error({ err: error }, "ended by an error that nobody has foreseen");
  });
}
