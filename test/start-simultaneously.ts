import { expect } from "vitest";
import type { TestDatabase } from "./new-database.ts";

/** Locks the rows of this `select`, starts all calls, and unlocks the rows once every call waits for them. They meet on any machine. */
export async function meetAt<T>(
  { db, query }: TestDatabase,
  rows: string,
  starts: readonly (() => Promise<T>)[],
): Promise<T[]> {
  let all: Promise<T[]> = Promise.resolve([]);
  await db.transaction(async (tx) => {
    await tx.execute(`${rows} for update`);
    all = Promise.all(starts.map((start) => start()));
    await expect
      .poll(() =>
        query("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
      )
      .toHaveLength(starts.length);
  });
  return all;
}
