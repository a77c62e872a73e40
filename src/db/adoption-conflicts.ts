import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import {
  type AdoptionConflict,
  adoptionConflicts,
  type ConflictCounts,
} from "./tables/adoption-conflicts.ts";

/** A conflict as a run of `acct adopt` has seen it. */
export type SeenConflict = Pick<
  AdoptionConflict,
  "key" | "subject" | "system" | "externalId" | "name" | "person" | "email" | "kind" | "why" | "mayBe"
>;

const isKept = isNull(adoptionConflicts.closedAt);
const isOpen = and(isKept, isNull(adoptionConflicts.decision));

/**
 * Keeps the conflicts that a run has seen which began at `since`. A decision stays. A conflict that was closed before is open
 * again, as a new question. Returns how many are new or open again.
 */
export async function saveConflicts(tx: Db, seen: readonly SeenConflict[], since: Date): Promise<number> {
  const { rows } = await tx.$client.query<{ isNew: boolean }>(
    `insert into adoption_conflicts as c
       (key, subject, system, external_id, name, person, email, kind, why, may_be, opened_at, seen_at)
     select key, subject, system, "externalId", name, person, email, kind, why, "mayBe", $2::timestamptz, $2::timestamptz
     from jsonb_to_recordset($1) as r(key text, subject text, system text, "externalId" text, name text,
       person text, email text, kind text, why text, "mayBe" jsonb)
     on conflict (key) do update set
       name = excluded.name, person = excluded.person, email = excluded.email, kind = excluded.kind,
       why = excluded.why, may_be = excluded.may_be, seen_at = greatest(c.seen_at, excluded.seen_at),
       mark = case when c.closed_at < $2 then gen_random_uuid() else c.mark end,
       opened_at = case when c.closed_at < $2 then $2 else c.opened_at end,
       decision = case when c.closed_at < $2 then null else c.decision end,
       decided_by = case when c.closed_at < $2 then null else c.decided_by end,
       decided_by_name = case when c.closed_at < $2 then null else c.decided_by_name end,
       decided_at = case when c.closed_at < $2 then null else c.decided_at end,
       problem = case when c.closed_at < $2 then null else c.problem end,
       closed_at = case when c.closed_at < $2 then null else c.closed_at end
     returning opened_at = $2 and seen_at = $2 as "isNew"`,
    [JSON.stringify(seen), since],
  );
  return rows.filter(({ isNew }) => isNew).length;
}

/** Lists the conflicts of these systems that are not closed. */
export async function listKeptConflicts(db: Db, systems: readonly string[]): Promise<AdoptionConflict[]> {
  return db
    .select()
    .from(adoptionConflicts)
    .where(and(isKept, inArray(adoptionConflicts.system, [...systems])));
}

/** Lists the conflicts that are decided and not closed, for the next run. */
export async function listDecidedConflicts(db: Db): Promise<AdoptionConflict[]> {
  return db
    .select()
    .from(adoptionConflicts)
    .where(and(isKept, isNotNull(adoptionConflicts.decision)));
}

/** Closes conflicts, unless another run has seen them since. Returns how many. */
export async function closeConflicts(
  tx: Db,
  ids: readonly number[],
  since: Date,
  now: Date,
): Promise<number> {
  const rows = await tx
    .update(adoptionConflicts)
    .set({ closedAt: now })
    .where(and(isKept, inArray(adoptionConflicts.id, [...ids]), sql`${adoptionConflicts.seenAt} <= ${since}`))
    .returning({ id: adoptionConflicts.id });
  return rows.length;
}

/** Opens a decided conflict again, and says why its decision could not be applied. Does nothing if it was decided again. */
export async function rejectDecision(
  tx: Db,
  { id, decidedAt }: Pick<AdoptionConflict, "id" | "decidedAt">,
  problem: string,
): Promise<boolean> {
  const rows = await tx
    .update(adoptionConflicts)
    .set({ ...UNDECIDED, problem })
    .where(and(isKept, eq(adoptionConflicts.id, id), sql`${adoptionConflicts.decidedAt} = ${decidedAt}`))
    .returning({ id: adoptionConflicts.id });
  return rows.length === 1;
}

const UNDECIDED = { decision: null, decidedBy: null, decidedByName: null, decidedAt: null } as const;

export async function findConflictByMark(db: Db, mark: string): Promise<AdoptionConflict | undefined> {
  const [row] = await db.select().from(adoptionConflicts).where(eq(adoptionConflicts.mark, mark));
  return row;
}

/** Decides an open conflict. Returns false if it is decided or closed by now. */
export async function decideConflict(
  tx: Db,
  mark: string,
  decided: { readonly decision: string; readonly by: string; readonly byName: string; readonly now: Date },
): Promise<boolean> {
  const { decision, by: decidedBy, byName: decidedByName, now: decidedAt } = decided;
  const rows = await tx
    .update(adoptionConflicts)
    .set({ decision, decidedBy, decidedByName, decidedAt, problem: null })
    .where(and(isOpen, eq(adoptionConflicts.mark, mark)))
    .returning({ id: adoptionConflicts.id });
  return rows.length === 1;
}

/** Opens a decided conflict again. Returns false if it is open or closed by now. */
export async function reopenConflict(tx: Db, mark: string): Promise<boolean> {
  const rows = await tx
    .update(adoptionConflicts)
    .set(UNDECIDED)
    .where(and(isKept, isNotNull(adoptionConflicts.decision), eq(adoptionConflicts.mark, mark)))
    .returning({ id: adoptionConflicts.id });
  return rows.length === 1;
}

/** Finds the next open conflict after this one, or the first. Undefined if none is open. */
export async function findNextConflict(db: Db, after = 0): Promise<AdoptionConflict | undefined> {
  const next = (where: typeof isOpen) =>
    db.select().from(adoptionConflicts).where(where).orderBy(asc(adoptionConflicts.id)).limit(1);
  const [row] = await next(and(isOpen, gt(adoptionConflicts.id, after)));
  return row ?? (after > 0 ? (await next(isOpen))[0] : undefined);
}

/** Finds the conflict about this account or project that isn't closed, an open one first. */
export async function findConflictByName(db: Db, name: string): Promise<AdoptionConflict | undefined> {
  const [row] = await db
    .select()
    .from(adoptionConflicts)
    .where(and(isKept, eq(sql`lower(${adoptionConflicts.name})`, name.toLowerCase())))
    .orderBy(sql`decision is not null`, desc(adoptionConflicts.seenAt), asc(adoptionConflicts.id))
    .limit(1);
  return row;
}

export async function countConflicts(db: Db): Promise<ConflictCounts> {
  const [row] = await db
    .select({
      open: sql<number>`(count(*) filter (where decision is null))::int`,
      decided: sql<number>`(count(*) filter (where decision <> 'skip'))::int`,
      skipped: sql<number>`(count(*) filter (where decision = 'skip'))::int`,
    })
    .from(adoptionConflicts)
    .where(isKept);
  return row ?? { open: 0, decided: 0, skipped: 0 };
}

/** Lists the first open conflicts. */
export async function listOpenConflicts(db: Db, limit: number): Promise<AdoptionConflict[]> {
  return db.select().from(adoptionConflicts).where(isOpen).orderBy(asc(adoptionConflicts.id)).limit(limit);
}
