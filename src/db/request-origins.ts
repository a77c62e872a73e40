import { inArray, or } from "drizzle-orm";
import type { Db } from "./client.ts";
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

/** Remembers more origins of a request. An origin that is taken stays with the request that has it. */
export async function addOrigins(db: Db, requestId: number, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await db
    .insert(requestOrigins)
    .values(origins.map((origin) => ({ origin, requestId })))
    .onConflictDoNothing();
}
