import { expect } from "vitest";
import type { TestDatabase } from "./new-database.ts";

/** Starts all of these and holds the rows of this `select` until each waits for them, so that they meet, however slow the machine is. */
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
