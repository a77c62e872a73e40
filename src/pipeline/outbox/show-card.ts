import { BusyError, type Chat, UnreachableError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { collectIntoDigest, wakeDigest } from "../../db/digests.ts";
import { insertNotification } from "../../db/notifications.ts";
import { findRequest, listEvents } from "../../db/requests.ts";
import type { Request, View } from "../../db/schema.ts";
import { detachFromDigest, recordShowFailure, recordShown } from "../../db/views.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { buildCard } from "../../view/card.ts";
import { insist } from "../engine/insist.ts";
import type { Rules } from "../pipeline-deps.ts";
import { notifyHelpDesk } from "./notify-help-desk.ts";
import { piQuestion } from "./pi-question.ts";
import { showMoved } from "./show-moved.ts";

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
export async function showCard(card: View, showing: ShowContext): Promise<void> {
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
    const shown = buildCard(request, await listEvents(db, request.id), { ...card, dryRun, expireAfter });
    const edited = card.message !== null && (await chat.update(card.message, shown)) === "shown";
    const message = edited && card.message !== null ? card.message : await chat.post(card.place, shown);
    shownNow = { message, version: request.version, dryRun };
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    const { attempt } = card;
    if (error instanceof BusyError) {
      await recordShowFailure(db, card, {
        runAt: new Date(now().getTime() + error.waitMs),
        attempt,
        problem: card.problem,
      });
      return;
    }
    const reference = newReference();
    log.warn({ err: error, reference, request: card.requestId, place: card.place }, "showing a card failed");
    const isUnreachable = error instanceof UnreachableError;
    if (isUnreachable) await askByMail(card, showing);
    if (isUnreachable && card.audience === "admin") {
      await notifyHelpDesk(error, { ...showing, site: showing.rules.site });
    }
    const problem = describeFailure(error, reference);
    await recordShowFailure(db, card, {
      // Soon after somebody has put a channel right its cards are there.
      runAt: new Date(now().getTime() + Math.min(pauseMs(attempt), isUnreachable ? ONE_MINUTE_MS : Infinity)),
      attempt: attempt + 1,
      problem,
    });
    return;
  }
  // It stands there: were this forgotten, it would be posted a second time.
  await insist(() => recordShown(db, card, shownNow, now()), showing.givesUp);
}

/** The PI gets the question as a mail when the chat lets nobody write to them. */
async function askByMail(card: View, showing: ShowContext): Promise<void> {
  const request = await findRequest(showing.db, card.requestId);
  if (card.audience !== "pi" || request?.piUser !== card.place || !request.piEmail) return;
  await insertNotification(
    showing.db,
    { ...piQuestion(request, showing), requestId: request.id },
    showing.now(),
  );
  showing.announce();
}

/** One of a burst is shown by its digest, as long as nothing about it wants a card of its own. */
async function isInDigest(
  card: View,
  request: Request,
  { db, now, digestAbove, rules: { dryRun } }: ShowContext,
): Promise<boolean> {
  if (card.message !== null) return false;
  if (card.digestId === null) return collectIntoDigest(db, card, digestAbove, now());
  const wantsOwn = request.status === "stuck" || request.attempt > 0 || request.escalatedAt !== null;
  // A PI can do nothing about these, and decides from the digest as well.
  if (wantsOwn && card.audience === "admin") {
    await detachFromDigest(db, card.id);
    return false;
  }
  await wakeDigest(db, card.digestId, now());
  await recordShown(db, card, { message: null, version: request.version, dryRun }, now());
  return true;
}

/** How long to wait after so many failures. */
export function pauseMs(attempt: number): number {
  return Math.min(1000 * 2 ** attempt, LONGEST_PAUSE_MS);
}
