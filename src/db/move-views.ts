import { and, desc, eq, inArray, isNotNull, ne, notInArray, or, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { digests } from "./tables/digests.ts";
import { requests } from "./tables/requests.ts";
import { type View, views } from "./tables/views.ts";

/** The name of the chat system that a place is in. */
const systemOf = (place: string) => place.slice(0, place.indexOf(":"));

/** The channel in which admins go on after this one: the one in the same chat system or, if they left that, the first. */
export const successorOf = (place: string, channels: readonly string[]): string =>
  channels.find((one) => systemOf(one) === systemOf(place)) ?? channels[0] ?? place;

/**
 * Moves the admin cards of open requests to the current admin channels: each gets a new card in those where it has none, and a
 * card anywhere else becomes due, to say where it is now. Returns how many cards moved. Does nothing if all are there already.
 */
export async function moveAdminViews(db: Db, channels: readonly string[], now: Date): Promise<number> {
  const open = db
    .select({ id: requests.id })
    .from(requests)
    .where(inArray(requests.status, [...OPEN_STATUSES]));
  const isOpenAdminCard = and(eq(views.audience, "admin"), inArray(views.requestId, open));
  return inTransaction(db, async (tx) => {
    const former = await tx
      .selectDistinct({ place: views.place })
      .from(views)
      .where(and(isOpenAdminCard, notInArray(views.place, [...channels])));
    await moveUndecided(tx, channels, now);
    // If the channel was changed back, cards that had moved away are posted again.
    await tx
      .update(views)
      .set({ movedTo: null, message: null, digestId: null, postedAt: null, shownVersion: 0, runAt: now })
      .where(and(isOpenAdminCard, inArray(views.place, [...channels]), isNotNull(views.movedTo)));
    let moved = 0;
    for (const { place } of former) {
      const movedTo = successorOf(place, channels);
      const rows = await tx
        .update(views)
        // A card that is being shown right now becomes due again when that is recorded.
        .set({ movedTo, wantedVersion: sql`${views.wantedVersion} + 1`, runAt: now })
        .where(
          and(isOpenAdminCard, eq(views.place, place), sql`${views.movedTo} is distinct from ${movedTo}`),
        )
        .returning({ id: views.id });
      moved += rows.length;
    }
    await showInEach(tx, channels, now);
    return moved;
  });
}

/** Adds the cards that open requests don't have yet in these channels, because one is new. */
async function showInEach(tx: Db, channels: readonly string[], now: Date): Promise<void> {
  const shown = await tx
    .select({
      requestId: views.requestId,
      wantedVersion: sql<number>`max(${views.wantedVersion})::int`,
      places: sql<string[]>`array_agg(${views.place})`,
    })
    .from(views)
    .innerJoin(requests, eq(requests.id, views.requestId))
    .where(and(eq(views.audience, "admin"), inArray(requests.status, [...OPEN_STATUSES])))
    .groupBy(views.requestId);
  const missing = shown.flatMap(({ requestId, wantedVersion, places }) =>
    channels
      .filter((channel) => !places.includes(channel))
      .map((place) => ({ requestId, audience: "admin" as const, place, wantedVersion, runAt: now })),
  );
  if (missing.length > 0) await tx.insert(views).values(missing).onConflictDoNothing();
}

/** Shows what isn't about requests and still needs an admin in each current admin channel: conflicts and the claims of PIs. */
async function moveUndecided(tx: Db, channels: readonly string[], now: Date): Promise<void> {
  const undecided = await tx
    .selectDistinctOn([digests.about, digests.claimId, digests.place])
    .from(digests)
    .where(
      and(
        ne(digests.about, "requests"),
        or(
          sql`${digests.claimId} in (select id from pi_claims where state = 'claimed')`,
          sql`${digests.about} = 'conflicts'
            and exists (select from adoption_conflicts where closed_at is null and decision is null)`,
        ),
      ),
    )
    .orderBy(digests.about, digests.claimId, digests.place, desc(digests.id));
  for (const place of channels) {
    for (const group of Object.values(Object.groupBy(undecided, ({ claimId }) => claimId ?? ""))) {
      const [newest] = group?.toSorted((a, b) => b.id - a.id) ?? [];
      if (!newest || group?.some((one) => one.place === place)) continue;
      const former = group?.findLast(
        (one) => !channels.includes(one.place) && successorOf(one.place, channels) === place,
      );
      const { about, claimId, audience } = newest;
      if (former) {
        const moved = { place, message: null, changed: true, runAt: now };
        await tx.update(digests).set(moved).where(eq(digests.id, former.id));
      } else {
        await tx.insert(digests).values({ about, claimId, audience, place, createdAt: now, runAt: now });
      }
    }
  }
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
