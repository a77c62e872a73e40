import { inArray, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isAny } from "./is-any.ts";
import { requestOrigins } from "./tables/request-origins.ts";
import { type Request, requests } from "./tables/requests.ts";

/** Finds the request that has one of these origins, or has been recognized by one before. The first one counts, if there are several. */
export async function findByOrigins(db: Db, origins: readonly string[]): Promise<Request | undefined> {
  const wanted = [...origins];
  const others = db
    .select({ id: requestOrigins.requestId })
    .from(requestOrigins)
    .where(inArray(requestOrigins.origin, wanted));
  const [row] = await db
    .select()
    .from(requests)
    .where(or(inArray(requests.origin, wanted), inArray(requests.id, others)))
    .orderBy(requests.id)
    .limit(1);
  return row;
}

/** Finds out which of these origins belong to a request, or have been recognized as belonging to one before. */
export async function listTakenOrigins(db: Db, origins: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ origin: requests.origin })
    .from(requests)
    .where(sql`${requests.origin} = ${isAny(origins)}`)
    .union(
      db
        .select({ origin: requestOrigins.origin })
        .from(requestOrigins)
        .where(sql`${requestOrigins.origin} = ${isAny(origins)}`),
    );
  return new Set(rows.map(({ origin }) => origin));
}

/** Remembers more origins of a request. An origin that is taken stays with the request that has it. */
export async function addOrigins(db: Db, requestId: number, origins: readonly string[]): Promise<void> {
  await insertOrigins(
    db,
    origins.map((origin) => ({ origin, requestId })),
  );
}

/** Does the same for several requests. */
export async function insertOrigins(
  db: Db,
  origins: readonly (typeof requestOrigins.$inferInsert)[],
): Promise<void> {
  if (origins.length === 0) return;
  await db
    .insert(requestOrigins)
    .values([...origins])
    .onConflictDoNothing();
}
