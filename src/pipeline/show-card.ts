import { cardOf } from "../chat/card.ts";
import { BusyError, type Chat } from "../chat/chat.ts";
import { settleShown, settleUnshown, takeOutOfDigest } from "../db/cards.ts";
import type { Db } from "../db/client.ts";
import { gatherBurst, wakeDigest } from "../db/digests.ts";
import { findRequest, listEvents } from "../db/requests.ts";
import type { CardRow, Request } from "../db/schema.ts";
import type { Log } from "../log.ts";
import { showMoved } from "./show-moved.ts";

interface Showing {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
  /** More new cards than this within a minute are shown as one list. */
  readonly digestAbove: number;
  readonly dryRun: boolean;
}

const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Makes a card show its request as it is now: ten changes become one edit, and a card that was deleted is posted again.
 * A post whose answer is lost is made again, so that a card may stand twice for once, never not at all.
 */
export async function showCard(card: CardRow, showing: Showing): Promise<void> {
  const { db, chat, now, log, dryRun } = showing;
  try {
    const request = await findRequest(db, card.requestId);
    if (!request) throw new Error(`There is no request ${card.requestId}`);
    const { movedTo } = card;
    if (movedTo !== null) return await showMoved({ ...card, movedTo }, request, showing);
    if (await isInDigest(card, request, showing)) return;
    const shown = cardOf(request, await listEvents(db, request.id), { ...card, dryRun });
    const edited = card.message !== null && (await chat.update(card.message, shown)) === "shown";
    const message = edited && card.message !== null ? card.message : await chat.post(card.place, shown);
    await settleShown(db, card, { message, version: request.version, dryRun }, now());
  } catch (error) {
    const { attempt } = card;
    if (error instanceof BusyError) {
      await settleUnshown(db, card, { runAt: error.retryAt, attempt, problem: card.problem });
      return;
    }
    log.warn({ err: error, request: card.requestId, place: card.place }, "a card could not be shown");
    const problem = error instanceof Error ? error.message : String(error);
    await settleUnshown(db, card, {
      runAt: new Date(now().getTime() + pauseMs(attempt)),
      attempt: attempt + 1,
      problem,
    });
  }
}

/** One of a burst is shown by its digest, as long as nothing about it wants a card of its own. */
async function isInDigest(
  card: CardRow,
  request: Request,
  { db, now, digestAbove, dryRun }: Showing,
): Promise<boolean> {
  if (card.audience !== "admin" || card.message !== null) return false;
  if (card.digestId === null) return gatherBurst(db, card, digestAbove, now());
  const wantsOwn = request.status === "stuck" || request.attempt > 0 || request.escalatedAt !== null;
  if (wantsOwn) {
    await takeOutOfDigest(db, card.id);
    return false;
  }
  await wakeDigest(db, card.digestId, now());
  await settleShown(db, card, { message: null, version: request.version, dryRun }, now());
  return true;
}

/** How long to wait after so many failures. */
export function pauseMs(attempt: number): number {
  return Math.min(1000 * 2 ** attempt, LONGEST_PAUSE_MS);
}
