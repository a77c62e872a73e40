/** The first key of the advisory locks, of which each process holds one: "acct" in ASCII. */
export const LOCK_CLASS = 0x61636374;

// A death is not a failure and is counted separately, because work that kills its process every time must stop eventually.
const freeStatement = (queue: string) => `
  update ${queue} set lease_token = null, lease_by = null, run_at = now(), deaths = deaths + 1
  where lease_by in (select lease_by from missing where lease_by = any($2::int[])) returning 1`;

/**
 * Finds processes that hold leases but have neither their lock ($1: its class) nor any connection: `missing`. Frees the
 * leases of those that were already missing before ($2). A standby rejects this statement even if there is nothing to free.
 */
export const FREE_DEAD_LEASES = `
with held as (
  select lease_by from requests where lease_by is not null
  union select lease_by from views where lease_by is not null
  union select lease_by from notifications where lease_by is not null
  union select lease_by from digests where lease_by is not null
  union select lease_by from interactions where lease_by is not null
), missing as (
  select lease_by from held
  where not exists (
    select from pg_locks
    where locktype = 'advisory' and classid = $1 and objid = lease_by and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database()))
  and not exists (
    select from pg_stat_activity
    where datname = current_database() and application_name = 'acct ' || lease_by)
), r as (${freeStatement("requests")}), v as (${freeStatement("views")}), n as (${freeStatement("notifications")}), d as (${freeStatement("digests")}),
  i as (${freeStatement("interactions")})
select ((select count(*) from r) + (select count(*) from v) + (select count(*) from n) + (select count(*) from d) + (select count(*) from i))::int as freed,
  coalesce((select array_agg(lease_by) from missing), '{}') as missing`;
