import type { Db } from "./client.ts";
import type { Verification } from "./names.ts";

/** An account that is taken into the registry, or that gets something new. IDs outside are written with it. */
export interface AccountRow {
  /** The number of the account's row; undefined if it is new. */
  readonly id: number | undefined;
  readonly username: string;
  readonly uidNumber: number;
  /** The person, if they are known and the account is new. */
  readonly personId: number | undefined;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | undefined;
  readonly emails: readonly string[];
  readonly campusIds: readonly string[];
  readonly ids: readonly IdRow[];
  readonly lockedIn: readonly string[];
  readonly note: string;
}

export interface IdRow {
  readonly system: string;
  readonly value: string;
  readonly name: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** Who wrote it and how it is known. */
export interface AdoptedBy {
  readonly actor: string;
  readonly actorName: string;
  readonly verifiedBy: Verification;
  readonly now: Date;
}

/** Runs a statement whose only parameters are rows as JSON and what every statement needs. */
async function run<Row extends object>(tx: Db, text: string, values: readonly unknown[]): Promise<Row[]> {
  return (await tx.$client.query<Row>(text, [...values])).rows;
}

/** Returns the row numbers of new accounts that can't be written, because the name, the number or the ID is in the registry by now. */
export async function findTaken(
  tx: Db,
  rows: readonly {
    readonly username: string;
    readonly uidNumber: number | undefined;
    readonly ids: readonly IdRow[];
  }[],
): Promise<Set<number>> {
  const taken = await run<{ at: number }>(
    tx,
    `select distinct r.at from jsonb_to_recordset($1) as r(at int, username text, "uidNumber" int, ids jsonb)
     left join lateral jsonb_to_recordset(r.ids) as i(system text, value text) on true
     where exists (select from accounts a where a.username = r.username)
        or exists (select from accounts a where a.uid_number = r."uidNumber")
        or exists (select from external_ids e
                   where e.system = i.system and e.value = i.value and e.account_id is not null)`,
    [JSON.stringify(rows.map((row, at) => ({ at, ...row })))],
  );
  return new Set(taken.map(({ at }) => at));
}

/** Returns the people whose accounts have these IDs outside, by "system/value". */
export async function findPeopleByIds(
  tx: Db,
  ids: readonly Pick<IdRow, "system" | "value">[],
): Promise<Map<string, number>> {
  const rows = await run<{ key: string; person_id: number }>(
    tx,
    `select r.system || '/' || r.value as key, a.person_id
     from jsonb_to_recordset($1) as r(system text, value text)
     join external_ids e on e.system = r.system and e.value = r.value
     join accounts a on a.id = e.account_id`,
    [JSON.stringify(ids)],
  );
  return new Map(rows.map(({ key, person_id }) => [key, person_id]));
}

/** Writes accounts with their people, identities, IDs outside and events. The transaction holds `lockRegistry`. */
export async function writeAccounts(tx: Db, rows: readonly AccountRow[], by: AdoptedBy): Promise<void> {
  const { actor, actorName, verifiedBy, now } = by;
  const fresh = rows.filter(({ id }) => id === undefined);
  const newPeople = fresh.filter(({ personId }) => personId === undefined);
  const [accountIds, personIds] = [
    await nextIds(tx, "accounts", fresh.length),
    await nextIds(tx, "people", newPeople.length),
  ];
  const accountOf = new Map(fresh.map((row, at) => [row, accountIds[at]]));
  const personOf = new Map(newPeople.map((row, at) => [row, personIds[at]]));
  const all = rows.map((row) => ({
    ...row,
    id: row.id ?? accountOf.get(row),
    personId: row.personId ?? personOf.get(row),
    isNew: row.id === undefined,
    isNewPerson: personOf.has(row),
    foundBefore:
      row.lockedIn.length > 0 ? Object.fromEntries(row.lockedIn.map((system) => [system, "locked"])) : null,
  }));
  const json = JSON.stringify(all);
  const record = `jsonb_to_recordset($1) as r(
    id int, username text, "uidNumber" int, "personId" int, "givenName" text, "familyName" text, email text,
    emails jsonb, "campusIds" jsonb, ids jsonb, note text, "isNew" bool, "isNewPerson" bool, "foundBefore" jsonb)`;
  await run(
    tx,
    `insert into people (id, given_name, family_name, email, source, created_at) overriding system value
     select "personId", "givenName", "familyName", email, 'adopted', $2 from ${record} where "isNewPerson"`,
    [json, now],
  );
  await run(
    tx,
    `insert into accounts (id, username, uid_number, person_id, created_at, removed_at, found_before) overriding system value
     select id, username, "uidNumber", "personId", $2::timestamptz,
       case when jsonb_typeof("foundBefore") = 'object' then $2::timestamptz end,
       case when jsonb_typeof("foundBefore") = 'object' then "foundBefore" end
     from ${record} where "isNew"`,
    [json, now],
  );
  await run(
    tx,
    `update accounts a set uid_number = r."uidNumber" from ${record}
     where a.id = r.id and not r."isNew" and a.uid_number <> r."uidNumber"`,
    [json],
  );
  await run(
    tx,
    `update people p set email = r.email from ${record} join accounts a on a.id = r.id
     where p.id = a.person_id and not r."isNew" and r.email is not null`,
    [json],
  );
  await run(
    tx,
    `insert into external_ids (account_id, system, value, name, detail, seen_at)
     select r.id, i.system, i.value, i.name, i.detail, $2
     from ${record} cross join lateral jsonb_to_recordset(r.ids) as i(system text, value text, name text, detail jsonb)
     on conflict (account_id, system)
     do update set value = excluded.value, name = excluded.name, detail = excluded.detail, seen_at = excluded.seen_at`,
    [json, now],
  );
  await writeIdentities(tx, record, json, { verifiedBy, now });
  await run(
    tx,
    `with noted as (
       select a.person_id, string_agg(r.note, '; ' order by r.id) as note
       from ${record} join accounts a on a.id = r.id group by a.person_id
     ), changed as (
       update people p set version = version + 1 from noted where p.id = noted.person_id
       returning p.id, p.version, noted.note
     )
     insert into events (person_id, seq, at, kind, actor, actor_name, note)
     select id, version, $2, 'adopted', $3, $4, note from changed order by id`,
    [json, now, actor, actorName],
  );
}

async function writeIdentities(
  tx: Db,
  record: string,
  json: string,
  { verifiedBy, now }: Pick<AdoptedBy, "verifiedBy" | "now">,
): Promise<void> {
  const claimed = `(
    select a.person_id, c.kind, c.value
    from ${record} join accounts a on a.id = r.id
    cross join lateral (
      select 'email' as kind, lower(value) as value from jsonb_array_elements_text(r.emails)
      union all select 'campus', value from jsonb_array_elements_text(r."campusIds")
    ) c
  )`;
  // An address that came back was declined when it left.
  await run(
    tx,
    `update identities i set state = 'active', verified_by = $2, verified_at = $3 from ${claimed} c
     where i.person_id = c.person_id and i.kind = c.kind and i.value = c.value and i.state = 'declined'
       and not exists (select from identities o where o.kind = c.kind and o.value = c.value
                       and o.state not in ('pending', 'declined'))`,
    [json, verifiedBy, now],
  );
  await run(
    tx,
    `insert into identities (person_id, kind, value, state, verified_by, verified_at, created_at)
     select person_id, kind, value, 'active', $2, $3, $3 from ${claimed} c
     on conflict do nothing`,
    [json, verifiedBy, now],
  );
}

/** Ends addresses that a source no longer has, unless their owners confirmed them in another way. */
export async function declineAddresses(
  tx: Db,
  rows: readonly { readonly accountId: number; readonly emails: readonly string[] }[],
): Promise<void> {
  await run(
    tx,
    `update identities i set state = 'declined'
     from jsonb_to_recordset($1) as r("accountId" int, emails jsonb)
     join accounts a on a.id = r."accountId"
     where i.person_id = a.person_id and i.kind = 'email' and i.state in ('auto', 'active')
       and i.verified_by in ('directory', 'file') and r.emails ? i.value`,
    [JSON.stringify(rows)],
  );
}

/** Records that these accounts and projects were seen, so that what was not seen stands out. */
export async function markSeen(db: Db, system: string, values: readonly string[], now: Date): Promise<void> {
  await run(db, "update external_ids set seen_at = $3 where system = $1 and value = any($2)", [
    system,
    values,
    now,
  ]);
}

/** Reserves the numbers of new rows. */
export async function nextIds(
  tx: Db,
  table: "accounts" | "people" | "projects",
  count: number,
): Promise<number[]> {
  const rows = await run<{ id: number }>(
    tx,
    `select nextval(pg_get_serial_sequence($1, 'id'))::int as id from generate_series(1, $2::int)`,
    [table, count],
  );
  return rows.map(({ id }) => id);
}

/** Returns every number that the registry has given to people or to projects. */
export async function listRegistryNumbers(tx: Db, of: "accounts" | "projects"): Promise<Set<number>> {
  const column = of === "accounts" ? "uid_number" : "gid_number";
  const rows = await run<{ number: number }>(tx, `select ${column} as number from ${of}`, []);
  return new Set(rows.map(({ number }) => number));
}
