import { and, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { digests, requests, type View, views } from "./schema.ts";

/**
 * The admin channel is this one: every open request whose admin card is elsewhere gets one here, and the old one comes due
 * to say so. Returns how many cards moved. Quiet when all are here.
 */
export async function moveAdminViews(db: Db, channel: string, now: Date): Promise<number> {
  const open = db
    .select({ id: requests.id })
    .from(requests)
    .where(inArray(requests.status, [...OPEN_STATUSES]));
  const isOpenAdminCard = and(eq(views.audience, "admin"), inArray(views.requestId, open));
  return inTransaction(db, async (tx) => {
    // The channel was changed back: what had moved away from here is posted anew.
    await tx
      .update(views)
      .set({ movedTo: null, message: null, digestId: null, postedAt: null, shownVersion: 0, runAt: now })
      .where(and(isOpenAdminCard, eq(views.place, channel), isNotNull(views.movedTo)));
    const moved = await tx
      .update(views)
      // One that is being shown at this moment comes due again when that is settled.
      .set({ movedTo: channel, wantedVersion: sql`${views.wantedVersion} + 1`, runAt: now })
      .where(
        and(isOpenAdminCard, ne(views.place, channel), sql`${views.movedTo} is distinct from ${channel}`),
      )
      .returning({ requestId: views.requestId, wantedVersion: views.wantedVersion });
    if (moved.length === 0) return 0;
    const here = moved.map(({ requestId, wantedVersion }) => ({
      requestId,
      audience: "admin" as const,
      place: channel,
      wantedVersion,
      runAt: now,
    }));
    await tx.insert(views).values(here).onConflictDoNothing();
    return moved.length;
  });
}

/** The old card says where it has gone. It is never edited again, whatever becomes of the request. */
export async function recordMoved(
  db: Db,
  { id, leaseToken }: Pick<View, "id" | "leaseToken">,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [card] = await tx.select({ digestId: views.digestId }).from(views).where(eq(views.id, id));
    const ours = and(eq(views.id, id), eq(views.leaseToken, leaseToken ?? -1));
    await tx
      .update(views)
      .set({
        message: null,
        digestId: null,
        runAt: null,
        attempt: 0,
        problem: null,
        leaseToken: null,
        leaseBy: null,
      })
      .where(ours);
    if (card?.digestId) {
      await tx.update(digests).set({ changed: true, runAt: now }).where(eq(digests.id, card.digestId));
    }
  });
}
