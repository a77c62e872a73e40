import { isTransientDatabaseError } from "../db/database-lost.ts";
import type { Log } from "../log.ts";
import { insist } from "../pipeline/engine/insist.ts";

/** The same time that startup waits for a database that is not up yet. */
const MAX_STARTUP_WAIT_MS = 120_000;

/**
 * Repeats a startup step during which the database connection was lost. Every step is safe to repeat, and a restart of the
 * process would only begin with the first one.
 */
export function retryWhenLost(log: Pick<Log, "warn">): <T>(step: () => Promise<T>) => Promise<T> {
  const until = performance.now() + MAX_STARTUP_WAIT_MS;
  const giveUp = () => performance.now() > until;
  return (step) => {
    let isSaid = false;
    return insist(async () => {
      try {
        return await step();
      } catch (error) {
        if (isTransientDatabaseError(error) && !isSaid) {
          isSaid = true;
          log.warn(
            { err: error },
            "database connection lost during startup; startup continues when it is back",
          );
        }
        throw error;
      }
    }, giveUp);
  };
}
