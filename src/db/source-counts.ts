import type { Db } from "./client.ts";
import { type SourceCount, sourceCounts } from "./tables/source-counts.ts";

/** Records how much a source had when it was read as a whole. */
export async function recordSourceCount(db: Db, count: SourceCount): Promise<void> {
  const { accounts, projects, seenAt } = count;
  await db
    .insert(sourceCounts)
    .values(count)
    .onConflictDoUpdate({ target: sourceCounts.system, set: { accounts, projects, seenAt } });
}
