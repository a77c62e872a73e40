import { and, asc, desc, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type LogEntry, publicLog } from "./tables/public-log.ts";

interface NewLogEntry extends Omit<LogEntry, "id"> {
  readonly requestId: number;
}

/** Adds the entry of a request, once however often it is recorded: the first one stays as it is. */
export async function recordPublicLog(
  db: Db,
  { requestId, name, userId, rule, at }: NewLogEntry,
): Promise<void> {
  await db
    .insert(publicLog)
    .values({ requestId, name, userId, rule, at })
    .onConflictDoNothing({ target: publicLog.requestId });
}

/** A place in the log: a moment, or an entry with its moment, because many entries may have the same one. */
export type LogPlace = Date | Pick<LogEntry, "at" | "id">;

interface Listing {
  /** Only entries that come after this place, which are older. */
  readonly before?: LogPlace | undefined;
  readonly limit: number;
}

/** Lists entries, newest first. */
export async function listPublicLog(db: Db, { before, limit }: Listing): Promise<LogEntry[]> {
  const rows = await db
    .select(entry)
    .from(publicLog)
    .where(before && isBefore(before))
    .orderBy(desc(publicLog.at), desc(publicLog.id))
    .limit(limit);
  return rows.map(toEntry);
}

const isBefore = (place: LogPlace): SQL =>
  place instanceof Date
    ? lt(publicLog.at, place)
    : sql`(${publicLog.at}, ${publicLog.id}) < (${place.at.toISOString()}::timestamptz, ${place.id}::int)`;

/** Lists entries that are not on the wiki yet, oldest first. */
export async function listUnpublished(db: Db, limit: number): Promise<LogEntry[]> {
  const rows = await db
    .select(entry)
    .from(publicLog)
    .where(isNull(publicLog.publishedAt))
    .orderBy(asc(publicLog.id))
    .limit(limit);
  return rows.map(toEntry);
}

/** Whether the wiki has had any entry. */
export async function hasPublished(db: Db): Promise<boolean> {
  const rows = await db
    .select({ id: publicLog.id })
    .from(publicLog)
    .where(isNotNull(publicLog.publishedAt))
    .limit(1);
  return rows.length > 0;
}

/** Records that a revision of the wiki page has these entries. */
export async function markPublished(
  db: Db,
  ids: readonly number[],
  { revision, now }: { readonly revision: number; readonly now: Date },
): Promise<void> {
  await db
    .update(publicLog)
    .set({ publishedRevision: revision, publishedAt: now })
    .where(and(inArray(publicLog.id, [...ids]), isNull(publicLog.publishedAt)));
}

const entry = {
  id: publicLog.id,
  at: publicLog.at,
  name: publicLog.name,
  rule: publicLog.rule,
  userId: publicLog.userId,
};

function toEntry({ rule, ...rest }: Omit<LogEntry, "rule"> & { readonly rule: string | null }): LogEntry {
  return rule === null ? rest : { ...rest, rule };
}
