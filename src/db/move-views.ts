import { and, eq, inArray, isNotNull, ne, or, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { digests } from "./tables/digests.ts";
import { requests } from "./tables/requests.ts";
import { type View, views } from "./tables/views.ts";

/**
 * Moves the admin cards of open requests to the current admin channel: each gets a new card there, and the old card becomes
 * due, to say so. Returns how many cards moved. Does nothing if all are there already.
 */
export async function moveAdminViews(db: Db, channel: string, now: Date): Promise<number> {
  const open = db
    .select({ id: requests.id })
    .from(requests)
    .where(inArray(requests.status, [...OPEN_STATUSES]));
  const isOpenAdminCard = and(eq(views.audience, "admin"), inArray(views.requestId, open));
  return inTransaction(db, async (tx) => {
    await moveUndecided(tx, channel, now);
    // If the channel was changed back, cards that had moved away are posted again.
    await tx
      .update(views)
      .set({ movedTo: null, message: null, digestId: null, postedAt: null, shownVersion: 0, runAt: now })
      .where(and(isOpenAdminCard, eq(views.place, channel), isNotNull(views.movedTo)));
    const moved = await tx
      .update(views)
      // A card that is being shown right now becomes due again when that is recorded.
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

/** Shows what isn't about requests and still needs an admin in the current admin channel as well: conflicts and the claims of PIs. */
async function moveUndecided(tx: Db, channel: string, now: Date): Promise<void> {
  await tx
    .update(digests)
    .set({ place: channel, message: null, changed: true, runAt: now })
    .where(
      and(
        ne(digests.about, "requests"),
        ne(digests.place, channel),
        or(
          sql`${digests.claimId} in (select id from pi_claims where state = 'claimed')`,
          sql`${digests.id} = (select max(id) from digests where about = 'conflicts')
            and exists (select from adoption_conflicts where closed_at is null and decision is null)`,
        ),
      ),
    );
}

/** Records that the old card says where it has moved. It is never edited again. */
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
