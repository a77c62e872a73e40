import type { Db } from "./client.ts";
import { COMPLETING_STAGES, OPEN_STATUSES } from "./names.ts";

/** The state of the queue, and what has happened since a given time. */
export interface RequestStats {
  readonly at: Date;
  readonly waitForAdmin: number;
  /** The oldest of these has been waiting since then. */
  readonly oldest: Date | null;
  readonly waitForPi: number;
  readonly questions: number;
  /** The IDs of the stuck requests. */
  readonly stuck: readonly number[];
  readonly quarantined: number;
  /** Requests since then whose approvals all came from one person. */
  readonly byOnePerson: readonly number[];
  readonly completed: number;
  readonly ended: number;
  /** People whose account was closed and whose access could not be removed everywhere yet. */
  readonly leavers: number;
  /** Conflicts of `acct adopt` that no one has decided on. */
  readonly conflicts: number;
  /** People who say that they are a PI, and whom no admin has confirmed yet. */
  readonly claims: number;
}

export async function readRequestStats(db: Db, since: Date): Promise<RequestStats> {
  const { rows } = await db.$client.query<RequestStats>(READ_STATS, [since]);
  const [stats] = rows;
  if (!stats) throw new Error("the database returned no statistics");
  return stats;
}

const READ_STATS = `
select now() as at,
  count(*) filter (where waits_for = 'admin' and question is null)::int as "waitForAdmin",
  min(clock_since) filter (where waits_for = 'admin' and question is null) as oldest,
  count(*) filter (where waits_for = 'pi' and question is null)::int as "waitForPi",
  count(*) filter (where status = 'waiting' and question is not null)::int as questions,
  coalesce(array_agg(id order by id) filter (where status = 'stuck'), '{}') as stuck,
  count(*) filter (where status = 'quarantined')::int as quarantined,
  coalesce(array_agg(id order by id) filter (where updated_at > $1 and (
    select count(*) > 1 and (
      count(distinct a ->> 'by') = 1 or count(a ->> 'email') = count(*) and count(distinct a ->> 'email') = 1)
    from jsonb_array_elements(approvals) a where a ->> 'verdict' = 'approved')), '{}') as "byOnePerson",
  (select count(*) from events e
   where e.at > $1 and e.kind = 'stage-done' and e.stage in ('${COMPLETING_STAGES.join("', '")}'))::int as completed,
  count(*) filter (where status in ('refused', 'spam', 'withdrawn', 'offboarded') and updated_at > $1)::int as ended,
  (select count(distinct username) from requests
   where stage = 'remove-access' and (status = 'stuck' or status = 'running' and (problem is not null or attempt > 0)))::int as leavers,
  (select count(*) from adoption_conflicts where closed_at is null and decision is null)::int as conflicts,
  (select count(*) from pi_claims where state = 'claimed')::int as claims
from (
  select id, status, waits_for, question, approvals, clock_since, updated_at
  from requests
  where status in ('waiting', 'stuck', 'quarantined')
  union all
  -- These are found by their events, because an index on updated_at would be written at each stage of each request.
  select id, status, waits_for, question, approvals, clock_since, updated_at
  from requests
  where status not in ('waiting', 'stuck', 'quarantined') and updated_at > $1 and id in (select request_id from events where at > $1)
) r`;

export interface QueueDepth {
  readonly open: readonly { readonly status: string; readonly stage: string; readonly count: number }[];
  /** `seconds` says how late the oldest row is. */
  readonly due: readonly { readonly queue: string; readonly count: number; readonly seconds: number }[];
}

/** Reads how much work there is, for monitoring. */
export async function readQueueDepth(db: Db): Promise<QueueDepth> {
  const open = await db.$client.query<QueueDepth["open"][number]>(
    `select status, stage, count(*)::int as count from requests
     where status in ('${OPEN_STATUSES.join("', '")}') group by status, stage`,
  );
  const due = await db.$client.query<QueueDepth["due"][number]>(
    QUEUES.map(
      (queue) => `select '${queue}' as queue, count(*)::int as count,
        coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as seconds
        from ${queue} where run_at <= now() and lease_token is null`,
    ).join(" union all "),
  );
  return { open: open.rows, due: due.rows };
}

const QUEUES = ["requests", "views", "notifications", "digests", "interactions"] as const;
