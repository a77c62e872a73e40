import { setTimeout as pause } from "node:timers/promises";
import { isTransientDatabaseError } from "../../db/database-lost.ts";

const PAUSES_MS = [50, 200, 500, 1000] as const;

/** Retries a write while the database is lost, until `givesUp` returns true. */
export async function insist<T>(write: () => Promise<T>, givesUp: () => boolean): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!isTransientDatabaseError(error) || givesUp()) throw error;
      await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]);
    }
  }
}

/** Returns true once `forMs` have passed since `isStopping` was first seen to be true. */
export function stopDeadline(isStopping: () => boolean, forMs: number): () => boolean {
  let since: number | undefined;
  return () => {
    if (isStopping()) since ??= performance.now();
    return since !== undefined && performance.now() - since > forMs;
  };
}
