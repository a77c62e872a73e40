import { eq, sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";
import { counters } from "./tables/counters.ts";

/** Returns the number that would be taken next, without taking it. */
export async function nextNumber(db: Db, name: string, from: number): Promise<number> {
  const [row] = await db.select().from(counters).where(eq(counters.name, name));
  return Math.max(row?.next ?? from, from);
}

/** Takes the next number of a range permanently. Throws with a sentence if the range is used up. */
export async function takeNumber(
  db: Db,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> {
  const [row] = await db
    .insert(counters)
    .values({ name, next: from + 1 })
    .onConflictDoUpdate({
      target: counters.name,
      set: { next: sql`greatest(${counters.next}, ${from}) + 1` },
    })
    .returning({ taken: sql<number>`${counters.next} - 1` });
  if (!row || row.taken > to)
    throw new Failure(`All ${name} from ${from} to ${to} are used up: extend registry.${name}`);
  return row.taken;
}
