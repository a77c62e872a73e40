import { and, eq, inArray, isNotNull, isNull, lt, notInArray, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type CardRow, cards, OPEN_STATUSES, requests } from "./schema.ts";

/**
 * What the card shows now. It stays due while the request has changed since. Nothing happens to a card that somebody else
 * has in hand; one that nobody has, and that was never posted as far as we knew, stands there now.
 */
export async function settleShown(
  db: Db,
  card: Pick<CardRow, "id" | "leaseToken">,
  shown: { readonly message: string | null; readonly version: number; readonly dryRun: boolean },
  now: Date,
): Promise<void> {
  await db
    .update(cards)
    .set({
      message: shown.message,
      postedAt: sql`coalesce(${cards.postedAt}, ${now.toISOString()})`,
      shownVersion: shown.version,
      shownDryRun: shown.dryRun,
      runAt: sql`case when ${cards.wantedVersion} > ${shown.version} then ${now.toISOString()}::timestamptz end`,
      attempt: 0,
      deaths: 0,
      problem: null,
      leaseToken: null,
      leaseBy: null,
    })
    .where(or(ours(card), and(eq(cards.id, card.id), isNull(cards.leaseToken), isNull(cards.message))));
}

/** Every place in which the request is shown. */
export async function listCards(db: Db, requestId: number): Promise<CardRow[]> {
  return db.select().from(cards).where(eq(cards.requestId, requestId));
}

/**
 * Takes this message for the card in its place, if that has none and nobody is posting it at this moment. It is then shown
 * anew. Returns whether it did.
 */
export async function adoptCard(
  db: Db,
  card: Pick<CardRow, "requestId" | "audience" | "place"> & { readonly message: string },
  now: Date,
): Promise<boolean> {
  const rows = await db
    .insert(cards)
    .values({ ...card, wantedVersion: 0, postedAt: now, runAt: now })
    .onConflictDoUpdate({
      target: [cards.requestId, cards.audience, cards.place],
      set: { message: card.message, postedAt: now, digestId: null, runAt: now, attempt: 0, problem: null },
      setWhere: sql`${cards.message} is null and ${cards.leaseToken} is null`,
    })
    .returning({ id: cards.id });
  return rows.length > 0;
}

/** The card is posted by itself from now on, not in a digest. */
export async function takeOutOfDigest(db: Db, id: number): Promise<void> {
  await db.update(cards).set({ digestId: null }).where(eq(cards.id, id));
}

/** Cards of requests that have been over since then become one line. Returns how many. */
export async function collapseCards(db: Db, before: Date, now: Date): Promise<number> {
  const over = db
    .select({ id: requests.id })
    .from(requests)
    .where(and(notInArray(requests.status, [...OPEN_STATUSES]), lt(requests.updatedAt, before)));
  const rows = await db
    .update(cards)
    .set({ collapsed: true, runAt: sql`coalesce(${cards.runAt}, ${now.toISOString()})` })
    .where(and(eq(cards.collapsed, false), isNotNull(cards.message), inArray(cards.requestId, over)))
    .returning({ id: cards.id });
  return rows.length;
}

/** Has every card of an open request shown again whose word on whether this is a dry run is not true any more. */
export async function refreshDryRun(db: Db, dryRun: boolean, now: Date): Promise<void> {
  const open = db
    .select({ id: requests.id })
    .from(requests)
    .where(inArray(requests.status, [...OPEN_STATUSES]));
  await db
    .update(cards)
    .set({ runAt: now })
    .where(
      and(
        eq(cards.shownDryRun, !dryRun),
        isNotNull(cards.postedAt),
        isNull(cards.leaseToken),
        inArray(cards.requestId, open),
      ),
    );
}

/** The card could not be shown; it is tried again at `runAt`. */
export async function settleUnshown(
  db: Db,
  card: Pick<CardRow, "id" | "leaseToken">,
  { runAt, attempt, problem }: Pick<CardRow, "runAt" | "attempt" | "problem">,
): Promise<void> {
  await db
    .update(cards)
    .set({ runAt, attempt, deaths: 0, problem, leaseToken: null, leaseBy: null })
    .where(ours(card));
}

function ours({ id, leaseToken }: Pick<CardRow, "id" | "leaseToken">) {
  return and(eq(cards.id, id), eq(cards.leaseToken, leaseToken ?? -1));
}
