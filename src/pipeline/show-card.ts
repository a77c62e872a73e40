import { cardOf } from "../chat/card.ts";
import { BusyError, type Chat } from "../chat/chat.ts";
import { settleShown, settleUnshown } from "../db/cards.ts";
import type { Db } from "../db/client.ts";
import { findRequest, listEvents } from "../db/requests.ts";
import type { CardRow } from "../db/schema.ts";
import type { Log } from "../log.ts";

interface Showing {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
}

const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Makes a card show its request as it is now: ten changes become one edit, and a card that was deleted is posted again.
 * A post whose answer is lost is made again, so that a card may stand twice for once, never not at all.
 */
export async function showCard(card: CardRow, { db, chat, now, log }: Showing): Promise<void> {
  try {
    const request = await findRequest(db, card.requestId);
    if (!request) throw new Error(`There is no request ${card.requestId}`);
    const shown = cardOf(request, await listEvents(db, request.id), card.audience);
    const edited = card.message !== null && (await chat.update(card.message, shown)) === "shown";
    const message = edited && card.message !== null ? card.message : await chat.post(card.place, shown);
    await settleShown(db, card, { message, version: request.version }, now());
  } catch (error) {
    const { attempt } = card;
    if (error instanceof BusyError) {
      await settleUnshown(db, card, { runAt: error.retryAt, attempt, problem: card.problem });
      return;
    }
    log.warn({ err: error, request: card.requestId, place: card.place }, "a card could not be shown");
    const pauseMs = Math.min(1000 * 2 ** attempt, LONGEST_PAUSE_MS);
    const problem = error instanceof Error ? error.message : String(error);
    await settleUnshown(db, card, {
      runAt: new Date(now().getTime() + pauseMs),
      attempt: attempt + 1,
      problem,
    });
  }
}
