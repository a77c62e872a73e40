import type { AdoptedBy, IdRow } from "./adopted-accounts.ts";
import { nextIds } from "./adopted-accounts.ts";
import type { Db } from "./client.ts";
import type { Role } from "./names.ts";

/** A project that is taken into the registry, or that gets something new. */
export interface ProjectRow {
  /** Undefined: the project is new. */
  readonly id: number | undefined;
  readonly name: string;
  readonly description: string;
  readonly gidNumber: number;
  readonly ids: readonly IdRow[];
  readonly note: string;
}

/** A membership, by IDs outside. */
export interface MembershipRow {
  readonly system: string;
  readonly account: string;
  readonly project: string;
  readonly role: Role;
  readonly foundIn: readonly string[];
}

/** Returns the row numbers of new projects that can't be written, because the name or the number is in the registry by now. */
export async function findTakenProjects(
  tx: Db,
  rows: readonly { readonly name: string; readonly gidNumber: number | undefined }[],
): Promise<Set<number>> {
  const { rows: taken } = await tx.$client.query<{ at: number }>(
    `select r.at from json_to_recordset($1) as r(at int, name text, "gidNumber" int)
     where exists (select from projects p where p.name = r.name or p.gid_number = r."gidNumber")`,
    [JSON.stringify(rows.map(({ name, gidNumber }, at) => ({ at, name, gidNumber })))],
  );
  return new Set(taken.map(({ at }) => at));
}

/** Writes projects with their IDs outside and events. The transaction holds `lockRegistry`. */
export async function writeProjects(
  tx: Db,
  rows: readonly ProjectRow[],
  { actor, actorName, now }: AdoptedBy,
): Promise<void> {
  const fresh = rows.filter(({ id }) => id === undefined);
  const numbers = await nextIds(tx, "projects", fresh.length);
  const idOf = new Map(fresh.map((row, at) => [row, numbers[at]]));
  const json = JSON.stringify(
    rows.map((row) => ({ ...row, id: row.id ?? idOf.get(row), isNew: row.id === undefined })),
  );
  const record = `json_to_recordset($1) as r(
    id int, name text, description text, "gidNumber" int, ids jsonb, note text, "isNew" bool)`;
  await tx.$client.query(
    `insert into projects (id, name, description, gid_number, adopted, source, created_at) overriding system value
     select id, name, description, "gidNumber", true, 'adopted', $2 from ${record} where "isNew"`,
    [json, now],
  );
  await tx.$client.query(
    `update projects p set gid_number = r."gidNumber" from ${record}
     where p.id = r.id and not r."isNew" and p.gid_number <> r."gidNumber"`,
    [json],
  );
  await tx.$client.query(
    `insert into external_ids (project_id, system, value, name, detail, seen_at)
     select r.id, i.system, i.value, i.name, i.detail, $2
     from ${record} cross join lateral jsonb_to_recordset(r.ids) as i(system text, value text, name text, detail jsonb)
     on conflict (project_id, system)
     do update set value = excluded.value, name = excluded.name, detail = excluded.detail, seen_at = excluded.seen_at`,
    [json, now],
  );
  await tx.$client.query(
    `with changed as (
       update projects p set version = version + 1 from ${record} where p.id = r.id
       returning p.id, p.version, r.note
     )
     insert into events (project_id, seq, at, kind, actor, actor_name, note)
     select id, version, $2, 'adopted', $3, $4, note from changed order by id`,
    [json, now, actor, actorName],
  );
}

/** Writes memberships of accounts and projects that the registry has. A project's first PI is also its PI if they were a member before. */
export async function writeMemberships(
  tx: Db,
  rows: readonly MembershipRow[],
  { now }: Pick<AdoptedBy, "now">,
): Promise<void> {
  const wanted = await resolveMemberships(tx, rows);
  const json = JSON.stringify(wanted);
  const record = `json_to_recordset($1) as w(
    "accountId" int, "personId" int, "projectId" int, role text, "foundIn" jsonb)`;
  // Someone who decided for the project before keeps that role, and has access now.
  await tx.$client.query(
    `update memberships m set account_id = w."accountId", found_in = w."foundIn" from ${record}
     where m.person_id = w."personId" and m.project_id = w."projectId" and m.account_id is null
       and not exists (select from memberships o where o.account_id = w."accountId" and o.project_id = w."projectId")`,
    [json],
  );
  const { rowCount: added } = await tx.$client.query(
    `insert into memberships (project_id, person_id, account_id, role, source, found_in, created_at)
     select "projectId", "personId", "accountId", role, 'adopted', "foundIn", $2 from ${record}
     on conflict do nothing`,
    [json, now],
  );
  if (added === wanted.length) return;
  // What was just added has all of this already.
  await tx.$client.query(
    `update memberships m
     set found_in = (select jsonb_agg(distinct s) from jsonb_array_elements(m.found_in || w."foundIn") s)
     from ${record}
     where m.account_id = w."accountId" and m.project_id = w."projectId"
       and m.found_in is not null and not m.found_in @> w."foundIn"`,
    [json],
  );
  await tx.$client.query(
    `update memberships m set role = 'pi' from ${record}
     where m.account_id = w."accountId" and m.project_id = w."projectId" and w.role = 'pi' and m.role <> 'pi'
       and not exists (select from memberships o where o.project_id = w."projectId" and o.role = 'pi')`,
    [json],
  );
}

/** Finds the accounts and projects by their IDs outside, one index lookup each: joined by system, they would be a product. */
async function resolveMemberships(tx: Db, rows: readonly MembershipRow[]) {
  interface Resolved {
    readonly accountId: number;
    readonly personId: number;
    readonly projectId: number;
    readonly role: Role;
    readonly foundIn: readonly string[];
  }
  const { rows: found } = await tx.$client.query<Resolved>(
    `select a.id as "accountId", a.person_id as "personId", r."projectId", r.role, r."foundIn" from (
       select role, "foundIn",
         (select e.account_id from external_ids e
          where e.system = w.system and e.value = w.account and e.account_id is not null limit 1) as "accountId",
         (select e.project_id from external_ids e
          where e.system = w.system and e.value = w.project and e.project_id is not null limit 1) as "projectId"
       from json_to_recordset($1) as w(system text, account text, project text, role text, "foundIn" jsonb)
       offset 0
     ) r join accounts a on a.id = r."accountId" where r."projectId" is not null`,
    [JSON.stringify(rows)],
  );
  return found;
}

/** Makes a person the PI of a project that has none, in a transaction that holds `lockRegistry`. Returns whether it has changed. */
export async function makePi(
  tx: Db,
  { projectId, personId, now }: { readonly projectId: number; readonly personId: number; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await tx.$client.query(
    `with free as (
       select where not exists (select from memberships where project_id = $1 and role = 'pi')
     ), promoted as (
       -- An end date from before would leave the project without a PI.
       update memberships set role = 'pi', ends_at = null
       where id = (select min(id) from memberships where project_id = $1 and person_id = $2)
         and exists (select from free)
       returning id
     ), inserted as (
       insert into memberships (project_id, person_id, role, source, created_at)
       select $1, $2, 'pi', 'manual', $3::timestamptz
       where exists (select from free)
         and not exists (select from memberships where project_id = $1 and person_id = $2)
       returning id
     )
     select id from promoted union all select id from inserted`,
    [projectId, personId, now],
  );
  return (rowCount ?? 0) > 0;
}
