import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { accounts } from "./tables/accounts.ts";
import { identities } from "./tables/identities.ts";
import { memberships } from "./tables/memberships.ts";
import { type Merge, type MovedRows, merges } from "./tables/merges.ts";
import { people } from "./tables/people.ts";

/** Finds the latest merge of this person that was not split, whichever of the two they are. */
export async function findOpenMerge(db: Db, personId: number): Promise<Merge | undefined> {
  const [row] = await db
    .select()
    .from(merges)
    .where(and(or(eq(merges.keptId, personId), eq(merges.mergedId, personId)), isNull(merges.splitAt)))
    .orderBy(desc(merges.id))
    .limit(1);
  return row;
}

/** Lists everyone who was merged into this person, directly or with someone else. */
export async function listMerged(db: Db, personId: number): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    with recursive part as (
      select ${personId}::int as id
      union select m.merged_id from merges m join part on part.id = m.kept_id where m.split_at is null
    )
    select id from part where id <> ${personId} order by id`);
  return rows.map(({ id }) => id);
}

/** Gives everything that the merged person has to the kept one, and notes what it was. The transaction holds `lockRegistry`. */
export async function moveToKept(tx: Db, keptId: number, mergedId: number, at: Date): Promise<Merge> {
  const repeated = {
    identities: await takeRepeatedIdentities(tx, keptId, mergedId),
    memberships: await takeRepeatedMemberships(tx, keptId, mergedId),
  };
  const moved: MovedRows = {
    identities: await giveRows(tx, identities, mergedId, keptId),
    accounts: await giveRows(tx, accounts, mergedId, keptId),
    memberships: await giveRows(tx, memberships, mergedId, keptId),
    repeated,
    ...(await lendEmail(tx, keptId, mergedId)),
  };
  const [merge] = await tx.insert(merges).values({ keptId, mergedId, moved, mergedAt: at }).returning();
  return merge as Merge;
}

/** Gives back what a merge moved, as far as it is still there. What came later stays with the kept person. */
export async function moveBack(tx: Db, { id, keptId, mergedId, moved }: Merge, at: Date): Promise<void> {
  for (const [table, ids] of [
    [identities, moved.identities],
    [accounts, moved.accounts],
    [memberships, moved.memberships],
  ] as const) {
    if (ids.length === 0) continue;
    await tx
      .update(table)
      .set({ personId: mergedId })
      .where(and(inArray(table.id, [...ids]), eq(table.personId, keptId)));
  }
  for (const [table, rows] of Object.entries(moved.repeated)) {
    if (rows.length === 0) continue;
    await tx.$client.query(
      `insert into ${table} overriding system value select * from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
  }
  if (moved.email !== undefined)
    await tx
      .update(people)
      .set({ email: null })
      .where(and(eq(people.id, keptId), eq(people.email, moved.email)));
  await tx.update(merges).set({ splitAt: at }).where(eq(merges.id, id));
}

type Owned = typeof identities | typeof accounts | typeof memberships;

async function giveRows(tx: Db, table: Owned, from: number, to: number): Promise<number[]> {
  const rows = await tx
    .update(table)
    .set({ personId: to })
    .where(eq(table.personId, from))
    .returning({ id: table.id });
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** Of a link that both have, such as a proposed one, the one that gives rights stays, or else the kept person's. Returns the other. */
async function takeRepeatedIdentities(tx: Db, keptId: number, mergedId: number) {
  const { rows } = await tx.$client.query(
    `with gone as (
       delete from identities i using identities o
       where i.person_id in ($1, $2) and o.person_id in ($1, $2) and i.person_id <> o.person_id
         and o.kind = i.kind and o.value = i.value
         and (o.state in ('auto', 'active'), o.person_id = $1) > (i.state in ('auto', 'active'), i.person_id = $1)
       returning i.*
     ) select to_jsonb(gone) as row from gone`,
    [keptId, mergedId],
  );
  return rows.map(({ row }) => row);
}

/** Someone who decides for a project without an account does so once. */
async function takeRepeatedMemberships(tx: Db, keptId: number, mergedId: number) {
  const { rows } = await tx.$client.query(
    `with gone as (
       delete from memberships m using memberships k
       where m.person_id = $2 and k.person_id = $1 and k.project_id = m.project_id
         and m.account_id is null and k.account_id is null returning m.*
     ) select to_jsonb(gone) as row from gone`,
    [keptId, mergedId],
  );
  return rows.map(({ row }) => row);
}

/** A person without a contact address gets the other one's. */
async function lendEmail(tx: Db, keptId: number, mergedId: number): Promise<Pick<MovedRows, "email">> {
  const { rows } = await tx.$client.query<{ email: string }>(
    `update people k set email = m.email from people m
     where k.id = $1 and m.id = $2 and k.email is null and m.email is not null returning k.email`,
    [keptId, mergedId],
  );
  return rows[0] ? { email: rows[0].email } : {};
}
