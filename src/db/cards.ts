import { and, eq, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type CardRow, cards } from "./schema.ts";

/** What the card shows now. It stays due while the request has changed since. Nothing happens to a card whose lease is lost. */
export async function settleShown(
  db: Db,
  card: Pick<CardRow, "id" | "leaseToken">,
  shown: { readonly message: string; readonly version: number },
  now: Date,
): Promise<void> {
  await db
    .update(cards)
    .set({
      message: shown.message,
      shownVersion: shown.version,
      runAt: sql`case when ${cards.wantedVersion} > ${shown.version} then ${now.toISOString()}::timestamptz end`,
      attempt: 0,
      problem: null,
      leaseToken: null,
      leaseBy: null,
    })
    .where(ours(card));
}

/** The card could not be shown; it is tried again at `runAt`. */
export async function settleUnshown(
  db: Db,
  card: Pick<CardRow, "id" | "leaseToken">,
  { runAt, attempt, problem }: Pick<CardRow, "runAt" | "attempt" | "problem">,
): Promise<void> {
  await db.update(cards).set({ runAt, attempt, problem, leaseToken: null, leaseBy: null }).where(ours(card));
}

function ours({ id, leaseToken }: Pick<CardRow, "id" | "leaseToken">) {
  return and(eq(cards.id, id), eq(cards.leaseToken, leaseToken ?? -1));
}
