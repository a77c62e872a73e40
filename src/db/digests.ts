import { and, asc, desc, eq, gt, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import type { Audience } from "./names.ts";
import { type Digest, digests } from "./tables/digests.ts";
import { type Request, requests } from "./tables/requests.ts";
import { type CardView, requireCard, type View, views } from "./tables/views.ts";

const WITHIN_MS = 60_000;
/** Requests that come later start a new digest, further down in the channel. */
const OPEN_MS = 10 * 60_000;
/** Changes are collected this long before the digest is edited, because Slack allows only about fifty edits per minute. */
const GATHER_MS = 3000;

/**
 * This is called before a new card is posted. If more than `above` new cards appear in a place within a minute, all that have not
 * been posted yet become one digest. Returns whether this card is part of it.
 */
export async function collectIntoDigest(db: Db, view: View, above: number, now: Date): Promise<boolean> {
  const card = requireCard(view);
  return inTransaction(db, async (tx) => {
    // Only one worker per place does this at a time, or two would count each other's cards as posted and start two digests.
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
      // The lock rechecks each row: a card that a worker takes in the meantime is posted separately and not in the digest.
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

/** Tells whether another worker is posting the card and hasn't noticed the burst yet. */
function isBeingPosted(mine: Pick<CardView, "id">) {
  const { id, message, digestId, leaseToken } = views;
  return and(isNull(message), isNull(digestId), isNotNull(leaseToken), ne(id, mine.id));
}

/** Finds or creates the digest for new requests in this place, and makes it due. */
async function openDigest(
  tx: Db,
  { audience, place }: Pick<CardView, "audience" | "place">,
  now: Date,
): Promise<number> {
  const [open] = await tx
    .select({ id: digests.id })
    .from(digests)
    .where(
      and(
        eq(digests.about, "requests"),
        eq(digests.place, place),
        gt(digests.createdAt, new Date(now.getTime() - OPEN_MS)),
      ),
    )
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
  if (!made) throw new Error("could not create a digest");
  return made.id;
}

/** Makes a digest due because one of its requests has changed. */
export async function wakeDigest(db: Db, id: number, now: Date): Promise<void> {
  await db
    .update(digests)
    .set({
      changed: true,
      // A digest that is being shown right now becomes due again when that is recorded.
      runAt: sql`case when ${digests.leaseToken} is null
        then least(coalesce(${digests.runAt}, 'infinity'), ${after(now)}::timestamptz) else ${digests.runAt} end`,
    })
    .where(eq(digests.id, id));
}

/**
 * Makes the message about the conflicts of `acct adopt` due. `isNew`: the admins have to notice, so there is a new message, and the
 * one before becomes a line. Without any message so far there is nothing to do.
 */
export async function showConflicts(
  tx: Db,
  {
    adminChannels,
    isNew,
    now,
  }: { readonly adminChannels: readonly string[]; readonly isNew: boolean; readonly now: Date },
): Promise<void> {
  for (const place of adminChannels) {
    const last = await findLatestAbout(tx, "conflicts", place);
    if (last) await wakeDigest(tx, last.id, now);
    if (!isNew) continue;
    const shown = { audience: "admin", place, createdAt: now, runAt: now } as const;
    await tx.insert(digests).values({ about: "conflicts", ...shown });
  }
}

/** The newest message about the conflicts in a place. Older ones only say that there is a newer one. */
export async function findLatestAbout(
  db: Db,
  about: "conflicts",
  place: string,
): Promise<Pick<Digest, "id"> | undefined> {
  const [row] = await db
    .select({ id: digests.id })
    .from(digests)
    .where(and(eq(digests.about, about), eq(digests.place, place)))
    .orderBy(desc(digests.id))
    .limit(1);
  return row;
}

/** Makes the message about a PI's claim due in each admin channel, and creates it the first time. */
export async function showClaim(
  tx: Db,
  {
    claimId,
    adminChannels,
    now,
  }: { readonly claimId: string; readonly adminChannels: readonly string[]; readonly now: Date },
): Promise<void> {
  const known = await tx
    .select({ id: digests.id, place: digests.place })
    .from(digests)
    .where(eq(digests.claimId, claimId));
  for (const { id } of known) await wakeDigest(tx, id, now);
  for (const place of adminChannels) {
    if (known.some((one) => one.place === place)) continue;
    const shown = { audience: "admin", place, createdAt: now, runAt: now } as const;
    await tx.insert(digests).values({ about: "pi-claim", claimId, ...shown });
  }
}

/** Notes that a message is about to be read. Later changes make it due again. */
export async function beginDigest(db: Db, id: number): Promise<void> {
  await db.update(digests).set({ changed: false }).where(eq(digests.id, id));
}

/** Reads the requests of a digest that is about to be shown, and its audience. Later changes make it due again. */
export async function readDigest(
  db: Db,
  digestId: number,
): Promise<{ readonly audience: Audience; readonly requests: readonly Request[] }> {
  await beginDigest(db, digestId);
  const rows = await db
    .select({ request: requests, audience: views.audience })
    .from(views)
    .innerJoin(requests, eq(requests.id, views.requestId))
    .where(eq(views.digestId, digestId))
    .orderBy(asc(requests.id));
  return {
    audience: rows[0]?.audience === "pi" ? "pi" : "admin",
    requests: rows.map(({ request }) => request),
  };
}

/** Records the result of showing a digest. It stays due if something changed in the meantime. Does nothing if the lease is lost. */
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
