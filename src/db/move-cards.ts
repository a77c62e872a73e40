import { and, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { type CardRow, cards, digests, OPEN_STATUSES, requests } from "./schema.ts";

/**
 * The admin channel is this one: every open request whose admin card is elsewhere gets one here, and the old one comes due
 * to say so. Returns how many cards moved. Quiet when all are here.
 */
export async function moveAdminCards(db: Db, channel: string, now: Date): Promise<number> {
  const open = db
    .select({ id: requests.id })
    .from(requests)
    .where(inArray(requests.status, [...OPEN_STATUSES]));
  const isOpenAdminCard = and(eq(cards.audience, "admin"), inArray(cards.requestId, open));
  return inTransaction(db, async (tx) => {
    // The channel was changed back: what had moved away from here is posted anew.
    await tx
      .update(cards)
      .set({ movedTo: null, message: null, digestId: null, postedAt: null, shownVersion: 0, runAt: now })
      .where(and(isOpenAdminCard, eq(cards.place, channel), isNotNull(cards.movedTo)));
    const moved = await tx
      .update(cards)
      // One that is being shown at this moment comes due again when that is settled.
      .set({ movedTo: channel, wantedVersion: sql`${cards.wantedVersion} + 1`, runAt: now })
      .where(
        and(isOpenAdminCard, ne(cards.place, channel), sql`${cards.movedTo} is distinct from ${channel}`),
      )
      .returning({ requestId: cards.requestId, wantedVersion: cards.wantedVersion });
    if (moved.length === 0) return 0;
    const here = moved.map(({ requestId, wantedVersion }) => ({
      requestId,
      audience: "admin" as const,
      place: channel,
      wantedVersion,
      runAt: now,
    }));
    await tx.insert(cards).values(here).onConflictDoNothing();
    return moved.length;
  });
}

/** The old card says where it has gone. It is never edited again, whatever becomes of the request. */
export async function settleMoved(
  db: Db,
  { id, leaseToken }: Pick<CardRow, "id" | "leaseToken">,
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [card] = await tx.select({ digestId: cards.digestId }).from(cards).where(eq(cards.id, id));
    const ours = and(eq(cards.id, id), eq(cards.leaseToken, leaseToken ?? -1));
    await tx
      .update(cards)
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
