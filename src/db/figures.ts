import type { Db } from "./client.ts";

/** How things stand, and what has happened since a moment. */
export interface Figures {
  readonly at: Date;
  readonly waitForAdmin: number;
  /** Since when the oldest of these waits. */
  readonly oldest: Date | null;
  readonly waitForPi: number;
  readonly questions: number;
  /** The numbers of the stuck requests. */
  readonly stuck: readonly number[];
  readonly held: number;
  /** Requests whose approvals one person gave alone, since then. */
  readonly byOnePerson: readonly number[];
  readonly made: number;
  readonly ended: number;
}

export async function readFigures(db: Db, since: Date): Promise<Figures> {
  const { rows } = await db.$client.query<Figures>(READ_FIGURES, [since]);
  const [figures] = rows;
  if (!figures) throw new Error("the database returned no figures");
  return figures;
}

const READ_FIGURES = `
select now() as at,
  count(*) filter (where waits and stage = 'await-admin' and question is null)::int as "waitForAdmin",
  min(clock_since) filter (where waits and stage = 'await-admin' and question is null) as oldest,
  count(*) filter (where waits and stage = 'await-pi' and question is null)::int as "waitForPi",
  count(*) filter (where waits and question is not null)::int as questions,
  coalesce(array_agg(id order by id) filter (where status = 'stuck'), '{}') as stuck,
  count(*) filter (where waits and stage in ('verify-identity', 'verify-member', 'verify-quota') and run_at is null)::int as held,
  coalesce(array_agg(id order by id) filter (where updated_at > $1 and decisions -> 'pi' ->> 'verdict' = 'approved'
    and (decisions -> 'pi' ->> 'by' = decisions -> 'admin' ->> 'by'
      or decisions -> 'pi' ->> 'email' = decisions -> 'admin' ->> 'email')), '{}') as "byOnePerson",
  (select count(*) from events e
   where e.at > $1 and e.kind = 'stage-done' and e.stage in ('add-memberships', 'join-project', 'set-quota'))::int as made,
  count(*) filter (where status in ('refused', 'spam', 'withdrawn', 'offboarded') and updated_at > $1)::int as ended
from (
  select id, status, stage, run_at, question, decisions, clock_since, updated_at, status = 'waiting' as waits
  from requests
  where status in ('waiting', 'stuck')
  union all
  -- By their events: an index on updated_at would be written at each stage of each request.
  select id, status, stage, run_at, question, decisions, clock_since, updated_at, false
  from requests
  where status not in ('waiting', 'stuck') and updated_at > $1 and id in (select request_id from events where at > $1)
) r`;

export interface Load {
  readonly open: readonly { readonly status: string; readonly stage: string; readonly count: number }[];
  /** `seconds`: how late the oldest one is. */
  readonly due: readonly { readonly queue: string; readonly count: number; readonly seconds: number }[];
}

/** How much there is to do, for whoever watches. */
export async function readLoad(db: Db): Promise<Load> {
  const open = await db.$client.query<Load["open"][number]>(
    `select status, stage, count(*)::int as count from requests
     where status in ('running', 'waiting', 'stuck') group by status, stage`,
  );
  const due = await db.$client.query<Load["due"][number]>(
    QUEUES.map(
      (queue) => `select '${queue}' as queue, count(*)::int as count,
        coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as seconds
        from ${queue} where run_at <= now() and lease_token is null`,
    ).join(" union all "),
  );
  return { open: open.rows, due: due.rows };
}

const QUEUES = ["requests", "cards", "messages", "digests", "interactions"] as const;
