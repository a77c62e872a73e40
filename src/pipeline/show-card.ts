import { cardOf } from "../chat/card.ts";
import { BusyError, type Chat, UnreachableError } from "../chat/chat.ts";
import { settleShown, settleUnshown, takeOutOfDigest } from "../db/cards.ts";
import type { Db } from "../db/client.ts";
import { isPassingFault } from "../db/database-lost.ts";
import { gatherBurst, wakeDigest } from "../db/digests.ts";
import { insertMessage } from "../db/messages.ts";
import { findRequest, listEvents } from "../db/requests.ts";
import type { CardRow, Request } from "../db/schema.ts";
import { Failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { newReference, sayFailure } from "../say-failure.ts";
import { insist } from "./insist.ts";
import { piQuestion } from "./pi-question.ts";
import { showMoved } from "./show-moved.ts";
import { tellHelpDesk } from "./tell-help-desk.ts";
import type { Rules } from "./tools.ts";

interface ShowContext {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
  /** More new cards than this within a minute are shown as one list. */
  readonly digestAbove: number;
  readonly rules: Pick<Rules, "times" | "site" | "dryRun">;
  /** There is a new message. */
  announce(): void;
  /** Whether what was shown need not be written down any more, because the process has to end. */
  givesUp(): boolean;
}

const ONE_MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Makes a card show its request as it is now: ten changes become one edit, and a card that was deleted is posted again.
 * A post whose answer is lost is made again, so that a card may stand twice for once, never not at all.
 */
export async function showCard(card: CardRow, showing: ShowContext): Promise<void> {
  const { db, chat, now, log } = showing;
  const { dryRun, times } = showing.rules;
  const { expireAfter } = times;
  let shownNow: { readonly message: string; readonly version: number; readonly dryRun: boolean };
  try {
    const request = await findRequest(db, card.requestId);
    if (!request) throw new Failure(`There is no request ${card.requestId}`);
    const { movedTo } = card;
    if (movedTo !== null) return await showMoved({ ...card, movedTo }, request, showing);
    if (await isInDigest(card, request, showing)) return;
    const shown = cardOf(request, await listEvents(db, request.id), { ...card, dryRun, expireAfter });
    const edited = card.message !== null && (await chat.update(card.message, shown)) === "shown";
    const message = edited && card.message !== null ? card.message : await chat.post(card.place, shown);
    shownNow = { message, version: request.version, dryRun };
  } catch (error) {
    if (isPassingFault(error)) throw error;
    const { attempt } = card;
    if (error instanceof BusyError) {
      await settleUnshown(db, card, {
        runAt: new Date(now().getTime() + error.waitMs),
        attempt,
        problem: card.problem,
      });
      return;
    }
    const reference = newReference();
    log.warn(
      { err: error, reference, request: card.requestId, place: card.place },
      "a card could not be shown",
    );
    const isUnreachable = error instanceof UnreachableError;
    if (isUnreachable) await askByMail(card, showing);
    if (isUnreachable && card.audience === "admin") {
      await tellHelpDesk(error, { ...showing, site: showing.rules.site });
    }
    const problem = sayFailure(error, reference);
    await settleUnshown(db, card, {
      // Soon after somebody has put a channel right its cards are there.
      runAt: new Date(now().getTime() + Math.min(pauseMs(attempt), isUnreachable ? ONE_MINUTE_MS : Infinity)),
      attempt: attempt + 1,
      problem,
    });
    return;
  }
  // It stands there: were this forgotten, it would be posted a second time.
  await insist(() => settleShown(db, card, shownNow, now()), showing.givesUp);
}

/** The PI gets the question as a mail when the chat lets nobody write to them. */
async function askByMail(card: CardRow, showing: ShowContext): Promise<void> {
  const request = await findRequest(showing.db, card.requestId);
  if (card.audience !== "pi" || request?.piUser !== card.place || !request.piEmail) return;
  await insertMessage(showing.db, { ...piQuestion(request, showing), requestId: request.id }, showing.now());
  showing.announce();
}

/** One of a burst is shown by its digest, as long as nothing about it wants a card of its own. */
async function isInDigest(
  card: CardRow,
  request: Request,
  { db, now, digestAbove, rules: { dryRun } }: ShowContext,
): Promise<boolean> {
  if (card.message !== null) return false;
  if (card.digestId === null) return gatherBurst(db, card, digestAbove, now());
  const wantsOwn = request.status === "stuck" || request.attempt > 0 || request.escalatedAt !== null;
  // A PI can do nothing about these, and decides from the digest as well.
  if (wantsOwn && card.audience === "admin") {
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
