import { setTimeout as pause } from "node:timers/promises";
import { isTransientDatabaseError } from "../../db/database-lost.ts";

const PAUSES_MS = [50, 200, 500, 1000] as const;

/** Writes something down, again and again while the database is lost, unless `givesUp` says so. */
export async function insist<T>(write: () => Promise<T>, givesUp: () => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!isTransientDatabaseError(error) || givesUp()) throw error;
      await pause(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    }
  }
}

/** Says no until so long after `isStopping` has said yes for the first time it was asked. */
export function patience(isStopping: () => boolean, forMs: number): () => boolean {
  let since: number | undefined;
  return () => {
    if (isStopping()) since ??= performance.now();
    return since !== undefined && performance.now() - since > forMs;
  };
}
