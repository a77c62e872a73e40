import { and, asc, eq, gt, inArray } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { EventKind } from "./names.ts";
import { type Event, events } from "./tables/events.ts";

/** What changes what people decide about. */
const KINDS: readonly EventKind[] = ["corrected", "amended", "pi-changed", "reassigned", "owner-chosen"];

/** Lists how what a request asks for, or of whom, has changed since it had this version, in order. */
export async function listAnswerChanges(db: Db, requestId: number, since: number): Promise<Event[]> {
  const rows = await db
    .select()
    .from(events)
    .where(and(eq(events.requestId, requestId), gt(events.seq, since), inArray(events.kind, [...KINDS])))
    .orderBy(asc(events.seq));
  // A PI who says that it isn't theirs and names no one has changed nothing yet.
  return (rows as Event[]).filter(({ kind, note }) => kind !== "reassigned" || note !== "");
}
