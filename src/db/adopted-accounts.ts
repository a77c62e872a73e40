import { writeIdentities } from "./adopted-identities.ts";
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
    `select at from json_to_recordset($1) as r(at int, username text, "uidNumber" int)
     where exists (select from accounts a where a.username = r.username)
        or exists (select from accounts a where a.uid_number = r."uidNumber")
     union
     select at from json_to_recordset($2) as i(at int, system text, value text)
     where exists (select from external_ids e
                   where e.system = i.system and e.value = i.value and e.account_id is not null)`,
    [
      JSON.stringify(rows.map(({ username, uidNumber }, at) => ({ at, username, uidNumber }))),
      JSON.stringify(rows.flatMap(({ ids }, at) => ids.map(({ system, value }) => ({ at, system, value })))),
    ],
  );
  return new Set(taken.map(({ at }) => at));
}

/** Returns the people whose accounts have these IDs outside, by "system/value". */
export async function findPeopleByIds(
  tx: Db,
  ids: readonly Pick<IdRow, "system" | "value">[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await run<{ key: string; person_id: number }>(
    tx,
    `select r.system || '/' || r.value as key, a.person_id
     from json_to_recordset($1) as r(system text, value text)
     join external_ids e on e.system = r.system and e.value = r.value
     join accounts a on a.id = e.account_id`,
    [JSON.stringify(ids)],
  );
  return new Map(rows.map(({ key, person_id }) => [key, person_id]));
}

/** Writes accounts with their people, identities, IDs outside and events. The transaction holds `lockRegistry`. */
export async function writeAccounts(tx: Db, rows: readonly AccountRow[], by: AdoptedBy): Promise<void> {
  const { now } = by;
  const placed = await placeRows(tx, rows);
  const fresh = placed.filter(({ isNew }) => isNew);
  const known = placed.filter(({ isNew }) => !isNew);
  await insertPeople(
    tx,
    placed.filter(({ isNewPerson }) => isNewPerson),
    now,
  );
  await run(
    tx,
    `insert into accounts (id, username, uid_number, person_id, created_at, removed_at, found_before) overriding system value
     select id, username, "uidNumber", "personId", $2::timestamptz,
       case when "isLocked" then $2::timestamptz end, case when "isLocked" then "foundBefore" end
     from json_to_recordset($1) as r(
       id int, username text, "uidNumber" int, "personId" int, "isLocked" bool, "foundBefore" jsonb)`,
    [
      JSON.stringify(
        fresh.map(({ id, username, uidNumber, personId, lockedIn }) => ({
          id,
          username,
          uidNumber,
          personId,
          isLocked: lockedIn.length > 0,
          foundBefore: Object.fromEntries(lockedIn.map((system) => [system, "locked"])),
        })),
      ),
      now,
    ],
  );
  if (known.length > 0) await updateKnown(tx, known);
  await run(
    tx,
    `insert into external_ids (account_id, system, value, name, detail, seen_at)
     select id, system, value, name, detail, $2
     from json_to_recordset($1) as r(id int, system text, value text, name text, detail jsonb)
     on conflict (account_id, system)
     do update set value = excluded.value, name = excluded.name, detail = excluded.detail, seen_at = excluded.seen_at`,
    [JSON.stringify(placed.flatMap(({ id, ids }) => ids.map((one) => ({ ...one, id })))), now],
  );
  await writeIdentities(tx, placed, by);
  await recordAdoption(tx, placed, by);
}

type PlacedRow = AccountRow & {
  readonly id: number;
  readonly personId: number;
  readonly isNew: boolean;
  readonly isNewPerson: boolean;
};

/** Gives new rows their numbers, and known accounts the people whose they are now. */
async function placeRows(tx: Db, rows: readonly AccountRow[]): Promise<PlacedRow[]> {
  const fresh = rows.filter(({ id }) => id === undefined);
  const newPeople = fresh.filter(({ personId }) => personId === undefined);
  const accountIds = await nextIds(tx, "accounts", fresh.length);
  const personIds = await nextIds(tx, "people", newPeople.length);
  const knownIds = rows.flatMap(({ id }) => id ?? []);
  const owners =
    knownIds.length > 0
      ? await run<{ id: number; person_id: number }>(
          tx,
          "select id, person_id from accounts where id = any($1)",
          [knownIds],
        )
      : [];
  const ownerOf = new Map(owners.map(({ id, person_id }) => [id, person_id]));
  const accountOf = new Map(fresh.map((row, at) => [row, accountIds[at]]));
  const personOf = new Map(newPeople.map((row, at) => [row, personIds[at]]));
  return rows.map((row) => ({
    ...row,
    id: (row.id ?? accountOf.get(row)) as number,
    personId: (row.id === undefined ? (row.personId ?? personOf.get(row)) : ownerOf.get(row.id)) as number,
    isNew: row.id === undefined,
    isNewPerson: personOf.has(row),
  }));
}

/** New people have one event each, so their first version is 1. */
async function insertPeople(tx: Db, rows: readonly PlacedRow[], now: Date): Promise<void> {
  const values = rows.map(({ personId, givenName, familyName, email }) => ({
    personId,
    givenName,
    familyName,
    email,
  }));
  await run(
    tx,
    `insert into people (id, given_name, family_name, email, source, version, created_at) overriding system value
     select "personId", "givenName", "familyName", email, 'adopted', 1, $2
     from json_to_recordset($1) as r("personId" int, "givenName" text, "familyName" text, email text)`,
    [JSON.stringify(values), now],
  );
}

async function updateKnown(tx: Db, rows: readonly PlacedRow[]): Promise<void> {
  const json = JSON.stringify(
    rows.map(({ id, personId, uidNumber, email }) => ({ id, personId, uidNumber, email })),
  );
  const record = `json_to_recordset($1) as r(id int, "personId" int, "uidNumber" int, email text)`;
  await run(
    tx,
    `update accounts a set uid_number = r."uidNumber" from ${record}
     where a.id = r.id and a.uid_number <> r."uidNumber"`,
    [json],
  );
  await run(
    tx,
    `update people p set email = r.email from ${record} where p.id = r."personId" and r.email is not null`,
    [json],
  );
}

async function recordAdoption(
  tx: Db,
  rows: readonly PlacedRow[],
  { actor, actorName, now }: AdoptedBy,
): Promise<void> {
  const fresh = rows.filter(({ isNewPerson }) => isNewPerson);
  const values = (some: readonly PlacedRow[]) =>
    JSON.stringify(some.map(({ id, personId, note }) => ({ id, personId, note })));
  const record = `json_to_recordset($1) as r(id int, "personId" int, note text)`;
  await run(
    tx,
    `insert into events (person_id, seq, at, kind, actor, actor_name, note)
     select "personId", 1, $2, 'adopted', $3, $4, note from ${record}`,
    [values(fresh), now, actor, actorName],
  );
  if (fresh.length === rows.length) return;
  await run(
    tx,
    `with noted as (
       select "personId", string_agg(note, '; ' order by id) as note from ${record} group by 1
     ), changed as (
       update people p set version = version + 1 from noted where p.id = noted."personId"
       returning p.id, p.version, noted.note
     )
     insert into events (person_id, seq, at, kind, actor, actor_name, note)
     select id, version, $2, 'adopted', $3, $4, note from changed order by id`,
    [values(rows.filter(({ isNewPerson }) => !isNewPerson)), now, actor, actorName],
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

/** Reserves the numbers of new rows. The sequence is looked up once, and not for each row. */
export async function nextIds(
  tx: Db,
  table: "accounts" | "people" | "projects",
  count: number,
): Promise<number[]> {
  const rows = await run<{ id: number }>(
    tx,
    `select nextval(s.sequence)::int as id
     from (select pg_get_serial_sequence($1, 'id')::regclass as sequence offset 0) s
     cross join generate_series(1, $2::int)`,
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
