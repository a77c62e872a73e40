import type { TestDatabase } from "../new-database.ts";

export interface Filled {
  /** Closed requests, each with its history, cards, notifications, account and password link. */
  readonly closed: number;
  /** Open requests: a third wait for the admins, a third for PIs, and the rest is running or stuck. */
  readonly open: number;
}

/** Fills the database with years of a site's data. The newest closed request is two days old. */
export async function fillDatabase(
  { query }: Pick<TestDatabase, "query">,
  { closed, open }: Filled,
): Promise<void> {
  const all = closed + open;
  await query(
    `insert into requests (kind, status, stage, stage_since, clock_since, created_at, updated_at, origin, given_name,
       family_name, email, requester_user, project, pi_name, pi_email, pi_user, approvals, problem, run_at, version, waits_for, pin_hash)
     select 'account', s.status, s.stage, at, at, at, at, 'old:' || n, 'Given' || n, 'Family' || n,
       'person' || n || '@example.org', case when n % 2 = 0 then 'slack:UP' || n end, 'project' || n % 200, 'Prof. Bo',
       'bo' || n % 100 || '@example.org', 'slack:UBO' || n % 100,
       jsonb_build_array(jsonb_build_object('seq', 4, 'name', 'admin', 'verdict', 'approved', 'by', 'slack:UADA', 'byName', 'Ada',
         'roles', '["admin"]'::jsonb, 'address', 'person' || n || '@example.org', 'pi', 'bo' || n % 100 || '@example.org',
         'at', '2020-01-01')),
       case when s.status = 'stuck' then 'LDAP is down' end,
       case when s.status = 'running' then now() + interval '1 day' end, 8,
       case when s.status = 'waiting' then case s.stage when 'await-admin' then 'admin' else 'pi' end end,
       case when n > ${closed} then '0123abcd:$argon2id$' end
     from generate_series(1, ${all}) n
     cross join lateral (select case
         when n <= ${closed} then now() - interval '2 days' - (${closed} - n) * interval '10 minutes'
         else now() - interval '3 days' end as at) a
     cross join lateral (select
         case when n <= ${closed} then (array['closed', 'closed', 'closed', 'refused', 'spam', 'withdrawn'])[1 + n % 6]
           else (array['waiting', 'waiting', 'stuck', 'waiting', 'waiting', 'running'])[1 + n % 6] end as status,
         case when n <= ${closed} then 'close'
           else (array['await-admin', 'await-pi', 'create-accounts'])[1 + n % 3] end as stage) s`,
  );
  // Some ask about a group besides the project, closed ones as well.
  await query(
    `update requests set required = '[{"name": "admin", "count": 1, "from": [{"role": "robot-owners", "count": 1}]}]',
       details = jsonb_build_object('groupDeciders', jsonb_build_array(jsonb_build_object('user', 'slack:UBO' || id % 100)))
     where id % 3 = 0`,
  );
  await query(
    `insert into public_log (request_id, name, user_id, at, published_revision, published_at)
     select id, 'user' || id, id, created_at, 1, created_at from requests where id <= ${closed}`,
  );
  await query(
    `insert into events (request_id, seq, at, kind, stage, actor, actor_name, note)
     select id, seq, created_at + seq * interval '1 minute',
       (array['requested', 'stage-done', 'waiting', 'approved', 'waiting', 'approved', 'stage-done', 'stage-done'])[seq],
       (array['verify-identity', 'verify-identity', 'await-admin', 'await-admin', 'await-pi', 'await-pi', 'register', 'close'])[seq],
       'acct', 'acct', ''
     from requests, generate_series(1, 8) seq`,
  );
  await query(
    `insert into views (request_id, audience, place, message, posted_at, wanted_version, shown_version, collapsed)
     select id, audience, case when audience = 'pi' then pi_user else 'slack:C1' end, 'slack:C1/' || id, created_at, 1, 1, id <= ${closed - open}
     from requests, (values ('admin'), ('pi')) a(audience)`,
  );
  await query(
    `insert into notifications (key, request_id, template, via, to_name, to_email, created_at, sent_at)
     select id || ':' || template, id, template, 'email', 'A', email, created_at, created_at
     from requests, (values ('received'), ('approved'), ('welcome'), ('closed')) t(template)`,
  );
  await query(
    `insert into projects (name, gid_number, source, request_id, created_at)
     select 'project' || n, 5000 + n, 'request', n + 1, now() from generate_series(0, 199) n`,
  );
  // The person with the number of a request is its requester; the PIs have the numbers after them.
  await query(
    `insert into people (id, given_name, family_name, email, source, created_at) overriding system value
     select id, given_name, family_name, email, 'request', created_at from requests where id <= ${closed}
     union all
     select ${closed} + 1 + n, 'Bo', 'N' || n, 'bo' || n || '@example.org', 'request', now() from generate_series(0, 99) n`,
  );
  await query(
    `insert into identities (person_id, kind, value, state, verified_by, verified_at, created_at)
     select id, 'email', lower(email), 'active', 'file', created_at, created_at from people
     union all
     select id, 'chat', requester_user, 'active', 'chat', created_at, created_at
     from requests where id <= ${closed} and requester_user is not null
     on conflict do nothing`,
  );
  await query(
    `insert into accounts (username, uid_number, person_id, pin_hash, project_id, request_id, created_at)
     select 'user' || r.id, 20000 + r.id, r.id,
       case when r.id > ${closed - open} then '0123abcd:$argon2id$' end, p.id, r.id, r.created_at
     from requests r join projects p on p.name = r.project where r.id <= ${closed}`,
  );
  await query(
    `insert into memberships (account_id, person_id, project_id, role, source, request_id, created_at)
     select id, person_id, project_id, 'member', 'request', request_id, created_at from accounts
     union all
     select null, ${closed} + 1 + (p.id - 1) % 100, p.id, 'pi', 'request', request_id, created_at from projects p`,
  );
  await query(
    `insert into password_links (id, request_id, account_id, token_hash, pin_hash, created_at, expires_at, used_at)
     select gen_random_uuid(), request_id, id, decode(md5(id::text), 'hex'), pin_hash, created_at,
       created_at + interval '7 days', case when pin_hash is null then created_at end
     from accounts`,
  );
  // A few rows of each queue are due.
  for (const queue of ["requests", "views", "notifications"]) {
    await query(
      `update ${queue} set run_at = now() - interval '1 minute' where id in (select id from ${queue} order by id desc limit 20)`,
    );
  }
  await query("vacuum analyze");
}
