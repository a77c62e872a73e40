import { isTransientDatabaseError } from "../db/database-lost.ts";
import type { Log } from "../log.ts";
import { insist } from "../pipeline/engine/insist.ts";

/** As long as a start waits for a database that is not there yet. */
const PATIENCE_MS = 120_000;

/**
 * For the steps of a start, each of which may be taken twice: one in which the database is lost is taken again, because
 * whoever starts us anew would only begin from the first.
 */
export function retryWhenLost(log: Pick<Log, "warn">): <T>(step: () => Promise<T>) => Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  const giveUp = () => performance.now() > until;
  return (step) => {
    let isSaid = false;
    return insist(async () => {
      try {
        return await step();
      } catch (error) {
        if (isTransientDatabaseError(error) && !isSaid) {
          isSaid = true;
          log.warn({ err: error }, "the database was lost during the start, which goes on when it is back");
        }
        throw error;
      }
    }, giveUp);
  };
}
