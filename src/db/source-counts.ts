import { inArray, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { notifications } from "./tables/notifications.ts";
import { type SourceCount, sourceCounts } from "./tables/source-counts.ts";

/**
 * Why nothing follows from what a source doesn't show: it could not be read, its list was cut, a part of it could not be used, it
 * shows nothing, or it shows much less than the last time.
 */
export const UNKNOWN_CAUSES = ["unread", "cut", "unusable", "empty", "fewer"] as const;
export type UnknownCause = (typeof UNKNOWN_CAUSES)[number];

/** Records how much a source had when it was read as a whole. A count that an admin has confirmed stays confirmed. */
export async function recordSourceCount(db: Db, count: SourceCount): Promise<void> {
  const { accounts, projects, seenAt, isConfirmed } = count;
  await db
    .insert(sourceCounts)
    .values(count)
    .onConflictDoUpdate({
      target: sourceCounts.system,
      set: {
        accounts,
        projects,
        seenAt,
        isConfirmed: sql`${sourceCounts.isConfirmed} or ${isConfirmed}`,
      },
    });
}

/** Returns how much each source had when it was last read as a whole, by its name. */
export async function listSourceCounts(db: Db): Promise<Map<string, SourceCount>> {
  return new Map((await db.select().from(sourceCounts)).map((row) => [row.system, row]));
}

/** The key of the message that a source is unknown: after the next whole reading, there is another one. */
export const sourceUnknownKey = (system: string, cause: UnknownCause, lastWhole: Date | undefined): string =>
  `source-unknown:${system}:${cause}:${lastWhole?.toISOString() ?? "never"}`;

/** Returns why a source has been unknown since its last whole reading, if acct has said so; the oldest reason first. */
export async function findUnknownSince(
  db: Db,
  system: string,
  lastWhole: Date | undefined,
): Promise<{ readonly why: string; readonly since: Date }[]> {
  const keys = UNKNOWN_CAUSES.map((cause) => sourceUnknownKey(system, cause, lastWhole));
  return db
    .select({ why: sql<string>`${notifications.data} ->> 'why'`, since: notifications.createdAt })
    .from(notifications)
    .where(inArray(notifications.key, keys))
    .orderBy(notifications.id);
}
