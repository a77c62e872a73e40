import { eq, sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";
import { countGivable, isNeverGiven, nextGivable } from "./never-given.ts";
import { counters } from "./tables/counters.ts";

/** Returns the number that would be taken next, without taking it. */
export async function nextNumber(db: Db, name: string, from: number): Promise<number> {
  const [row] = await db.select().from(counters).where(eq(counters.name, name));
  return nextGivable(Math.max(row?.next ?? from, from));
}

/** How many numbers of a range may be given and aren't among those that are taken. */
export function countLeft(
  range: { readonly from: number; readonly to: number },
  taken: readonly number[],
): number {
  const inTheWay = taken.filter(
    (number) => number >= range.from && number <= range.to && !isNeverGiven(number),
  );
  return countGivable(range) - new Set(inTheWay).size;
}

/**
 * Takes the next number of a range permanently, but never one that has a meaning to the operating system. Throws with a sentence
 * if the range is used up.
 */
export async function takeNumber(
  db: Db,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> {
  for (let start = from; ; ) {
    const taken = await takeFrom(db, name, start);
    if (taken > to) throw explainUsedUp(name, { from, to });
    start = nextGivable(taken);
    if (start === taken) return taken;
  }
}

async function takeFrom(db: Db, name: string, from: number): Promise<number> {
  const [row] = await db
    .insert(counters)
    .values({ name, next: from + 1 })
    .onConflictDoUpdate({
      target: counters.name,
      set: { next: sql`greatest(${counters.next}, ${from}) + 1` },
    })
    .returning({ taken: sql<number>`${counters.next} - 1` });
  if (!row) throw new Failure(`The registry returned no number for ${name}`);
  return row.taken;
}

/**
 * Takes several numbers of a range permanently, without those in use. The transaction holds `lockRegistry`. Throws with a sentence
 * if the range is used up.
 */
export async function takeNumbers(
  tx: Db,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
  { count, isTaken }: { readonly count: number; readonly isTaken: (number: number) => boolean },
): Promise<number[]> {
  await tx.insert(counters).values({ name, next: from }).onConflictDoNothing();
  const [row] = await tx.select().from(counters).where(eq(counters.name, name)).for("update");
  const taken: number[] = [];
  let next = Math.max(row?.next ?? from, from);
  for (; taken.length < count; next++) {
    if (next > to) throw explainUsedUp(name, { from, to });
    if (!isTaken(next) && !isNeverGiven(next)) taken.push(next);
  }
  // Numbers that came back from outside, as after an older database was restored, are not tried one by one later.
  while (next <= to && isTaken(next)) next++;
  await tx.update(counters).set({ next }).where(eq(counters.name, name));
  return taken;
}

/** Says that no number of a range is left, and which setting to extend. */
export const explainUsedUp = (
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): Failure =>
  new Failure(`All ${name} from ${from} to ${to} are used up: extend registry.${name}`, { lasts: true });
