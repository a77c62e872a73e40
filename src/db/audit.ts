import { and, asc, count, countDistinct, eq, gt, or } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Event, events } from "./schema.ts";

/** One place where the audit trail is not as it was written. */
export interface Tampering {
  readonly requestId: number;
  readonly seq: number;
  /** In words for an operator: "was changed". */
  readonly fault: string;
}

/**
 * Walks the hash chain of every request (migrations/0001_audit-trail.sql) and returns each break of it:
 * an event that was changed, removed or put in. Empty: every event is as it was written.
 */
export async function findTampering(db: Db): Promise<Tampering[]> {
  const { rows } = await db.$client.query<Tampering>(FIND_TAMPERING);
  return rows;
}

const FIND_TAMPERING = `
with walked as (
  select e.*, row_number() over chain as n, coalesce(lag(hash) over chain, '') as previous
  from events e window chain as (partition by request_id order by seq)
), last as (
  select distinct on (request_id) request_id, seq, hash from events order by request_id, seq desc
)
select request_id as "requestId", seq, 'follows a gap: an event before it was removed' as fault
from walked where seq <> n
union all
select request_id, seq, 'was changed, or the one before it was'
from walked
where seq = n
  and hash is distinct from chain_event(previous, request_id, seq, at, kind, stage, actor, actor_name, note, detail)
union all
select r.id, r.event_seq, 'is not the last event that the request knows of: one was removed or put in at the end'
from requests r left join last on last.request_id = r.id
where (r.event_seq, r.event_hash) is distinct from (coalesce(last.seq, 0), coalesce(last.hash, ''))
order by 1, 2`;

export async function countEvents(db: Db): Promise<{ readonly events: number; readonly requests: number }> {
  const [row] = await db.select({ events: count(), requests: countDistinct(events.requestId) }).from(events);
  return row ?? { events: 0, requests: 0 };
}

const PAGE = 1000;

/** All events, request by request, in their order; a page at a time, however many there are. */
export async function* readEvents(db: Db): AsyncGenerator<Event> {
  let last = { requestId: 0, seq: 0 };
  for (;;) {
    const page = await db
      .select()
      .from(events)
      .where(
        or(
          gt(events.requestId, last.requestId),
          and(eq(events.requestId, last.requestId), gt(events.seq, last.seq)),
        ),
      )
      .orderBy(asc(events.requestId), asc(events.seq))
      .limit(PAGE);
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end;
  }
}
