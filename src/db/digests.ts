import { and, asc, desc, eq, gt, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import type { Audience } from "./names.ts";
import { type Digest, digests, type Request, requests, type View, views } from "./schema.ts";

const WITHIN_MS = 60_000;
/** What comes later begins another digest, further down in the channel. */
const OPEN_MS = 10 * 60_000;
/** Changes gather for so long before the digest is edited: one edit for many, and Slack takes only some fifty a minute. */
const GATHER_MS = 3000;

/**
 * Before a new card is posted: when more than `above` are new in its place within a minute, all that have not been posted
 * yet become one digest. Returns whether this card is in it.
 */
export async function collectIntoDigest(db: Db, card: View, above: number, now: Date): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    // One at a time for each place, or two workers would count each other's cards as posted and begin two digests.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`digest ${card.place}`}, 0))`);
    const recent = await tx.$count(
      views,
      and(
        eq(views.place, card.place),
        eq(views.audience, card.audience),
        or(gt(views.postedAt, new Date(now.getTime() - WITHIN_MS)), isBeingPosted(card)),
      ),
    );
    const waiting = await tx
      .select({ id: views.id })
      .from(views)
      .innerJoin(requests, eq(requests.id, views.requestId))
      .where(
        and(
          eq(views.place, card.place),
          eq(views.audience, card.audience),
          isNull(views.message),
          isNull(views.digestId),
          sql`(${views.leaseToken} is null or ${views.id} = ${card.id})`,
          eq(requests.waitsFor, card.audience),
        ),
      )
      // Locked, and so looked at again: one that a worker takes in the meantime is posted by itself, and in no digest as well.
      .for("update", { of: views });
    if (recent + waiting.length <= above || !waiting.some(({ id }) => id === card.id)) return false;

    const digestId = await openDigest(tx, card, now);
    await tx
      .update(views)
      .set({
        digestId,
        postedAt: now,
        runAt: null,
        leaseToken: null,
        leaseBy: null,
        attempt: 0,
        problem: null,
      })
      .where(sql`${views.id} in ${waiting.map(({ id }) => id)}`);
    return true;
  });
}

/** Another worker is posting it, and has seen no burst yet. */
function isBeingPosted(mine: Pick<View, "id">) {
  const { id, message, digestId, leaseToken } = views;
  return and(isNull(message), isNull(digestId), isNotNull(leaseToken), ne(id, mine.id));
}

/** The digest that takes in what is new in this place, made due. */
async function openDigest(
  tx: Db,
  { audience, place }: Pick<View, "audience" | "place">,
  now: Date,
): Promise<number> {
  const [open] = await tx
    .select({ id: digests.id })
    .from(digests)
    .where(and(eq(digests.place, place), gt(digests.createdAt, new Date(now.getTime() - OPEN_MS))))
    .orderBy(desc(digests.id))
    .limit(1);
  if (open) {
    await wakeDigest(tx, open.id, now);
    return open.id;
  }
  const [made] = await tx
    .insert(digests)
    .values({ audience, place, createdAt: now, runAt: now })
    .returning({ id: digests.id });
  if (!made) throw new Error("no digest could be made");
  return made.id;
}

/** The digest shows something that has changed. */
export async function wakeDigest(db: Db, id: number, now: Date): Promise<void> {
  await db
    .update(digests)
    .set({
      changed: true,
      // One that is being shown now comes due again when that is settled.
      runAt: sql`case when ${digests.leaseToken} is null
        then least(coalesce(${digests.runAt}, 'infinity'), ${after(now)}::timestamptz) else ${digests.runAt} end`,
    })
    .where(eq(digests.id, id));
}

/** The requests of a digest that is about to be shown, and to whom; what changes from now on makes it due again. */
export async function readDigest(
  db: Db,
  digestId: number,
): Promise<{ readonly audience: Audience; readonly requests: readonly Request[] }> {
  await db.update(digests).set({ changed: false }).where(eq(digests.id, digestId));
  const rows = await db
    .select({ request: requests, audience: views.audience })
    .from(views)
    .innerJoin(requests, eq(requests.id, views.requestId))
    .where(eq(views.digestId, digestId))
    .orderBy(asc(requests.id));
  return { audience: rows[0]?.audience ?? "admin", requests: rows.map(({ request }) => request) };
}

/** What became of showing it. It stays due when something changed meanwhile. Nothing happens to one whose lease is lost. */
export async function recordDigestShown(
  db: Db,
  { id, leaseToken }: Pick<Digest, "id" | "leaseToken">,
  shown: Pick<Digest, "message" | "runAt" | "attempt" | "problem">,
  now: Date,
): Promise<void> {
  const runAt = shown.runAt?.toISOString() ?? null;
  await db
    .update(digests)
    .set({
      ...shown,
      deaths: 0,
      runAt: sql`case when ${digests.changed} then ${after(now)}::timestamptz else ${runAt}::timestamptz end`,
      leaseToken: null,
      leaseBy: null,
    })
    .where(and(eq(digests.id, id), eq(digests.leaseToken, leaseToken ?? -1)));
}

const after = (now: Date) => new Date(now.getTime() + GATHER_MS).toISOString();
