import { BusyError, type Chat, type Place, UnreachableError } from "../../chat/chat.ts";
import { isInChat } from "../../chat/chat-of.ts";
import type { Db } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { collectIntoDigest, wakeDigest } from "../../db/digests.ts";
import { insertNotification } from "../../db/notifications.ts";
import { findRequest, listEvents } from "../../db/requests.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { type CardView, requireCard, type View } from "../../db/tables/views.ts";
import { detachFromDigest, recordShowFailure, recordShown } from "../../db/views.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { buildCard, type Card } from "../../view/card.ts";
import { groupsToDecide } from "../../view/group-decisions.ts";
import type { Notice } from "../../view/notice.ts";
import { insist } from "../engine/insist.ts";
import { groupApprovalEmail } from "../group-deciders.ts";
import type { Rules } from "../pipeline-deps.ts";
import { notifyHelpDesk } from "./notify-help-desk.ts";
import { piApproval } from "./pi-approval.ts";
import { refreshBesideCard } from "./refresh-notifications.ts";
import { showMoved } from "./show-moved.ts";

interface ShowCardContext {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
  /** More new cards than this within a minute are shown as one list. */
  readonly digestAbove: number;
  readonly rules: Pick<Rules, "times" | "site" | "dryRun" | "templates">;
  /** Says that there is a new message. */
  announce(): void;
  /** Tells whether to stop trying to record what was shown, because the process has to end. */
  givesUp(): boolean;
}

const ONE_MINUTE_MS = 60_000;
const MAX_PAUSE_MS = 5 * 60_000;

/**
 * Makes a card show the current request: ten changes become one edit, and a deleted card is posted again while its request is
 * open. If the answer to a
 * post is lost, the card is posted again: it may appear twice in rare cases, but it is never missing.
 */
export async function showCard(view: View, context: ShowCardContext): Promise<void> {
  const card = requireCard(view);
  const { db, chat, now, log } = context;
  const { dryRun, times } = context.rules;
  const { expireAfter } = times;
  let shownNow: { readonly message: string | null; readonly version: number; readonly dryRun: boolean };
  try {
    const request = await findRequest(db, card.requestId);
    if (!request) throw new Failure(`There is no request ${card.requestId}`);
    const { movedTo } = card;
    if (movedTo !== null) return await showMoved({ ...card, movedTo }, request, context);
    if (await isInDigest(card, request, context)) return;
    // First, because a card that is edited each time would leave no room for it while the chat takes few edits.
    if (card.audience === "admin") await refreshBesideCard(card, context);
    const shown = buildCard(request, await listEvents(db, request.id), { ...card, dryRun, expireAfter });
    if (!isInChat(chat, card.place)) await askByEmail(card, context);
    const message = await showOnce(
      { message: card.message, isOver: hasEnded(request), key: `card ${card.id}` },
      shown,
      toPlace(card),
      chat,
    );
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
    log.warn({ err: error, reference, request: card.requestId, place: card.place }, "could not show a card");
    const isUnreachable = error instanceof UnreachableError;
    if (isUnreachable) await askByEmail(card, context);
    if (isUnreachable && card.audience === "admin") {
      await notifyHelpDesk(error, { ...context, site: context.rules.site });
    }
    const problem = describeFailure(error, reference);
    await recordShowFailure(db, card, {
      // This is retried often, so that the cards appear soon after someone has fixed the channel.
      runAt: new Date(now().getTime() + Math.min(pauseMs(attempt), isUnreachable ? ONE_MINUTE_MS : Infinity)),
      attempt: attempt + 1,
      problem,
    });
    return;
  }
  // The card is posted: without this record, it would be posted a second time.
  await insist(() => recordShown(db, card, shownNow, now()), context.givesUp);
}

interface ShownOnce {
  readonly message: string | null;
  readonly isOver: boolean;
  /** Names what is shown, so that it isn't posted twice. */
  readonly key: string;
}

/**
 * Edits a message, or posts it if it isn't there, or if it can't be edited anymore. Returns the chat's reference to it. What
 * someone has deleted comes back only while there is something to do: once it is over, they tidied up. Null if the site has left the
 * chat, where no one reads it anymore.
 */
export async function showOnce(
  { message, isOver, key }: ShownOnce,
  shown: Card | Notice,
  place: Place,
  chat: Pick<Chat, "post" | "update" | "adminChannels">,
): Promise<string | null> {
  if (!isInChat(chat, place.id)) return null;
  if (message === null) return chat.post(place, shown, { key });
  const updated = await chat.update(message, shown);
  if (updated === "shown" || (updated === "gone" && isOver)) return message;
  return chat.post(place, shown, {
    key: `${key} after ${message}`,
    ...(updated === "locked" ? { replaces: message } : {}),
  });
}

/** Emails the question to a PI or group decider who cannot be reached in the chat. */
async function askByEmail(card: CardView, context: ShowCardContext): Promise<void> {
  const request = await findRequest(context.db, card.requestId);
  const decider = request?.details.groupDeciders?.find(({ user }) => user === card.place);
  if (request && decider?.email && groupsToDecide(request, card.place).length > 0) {
    const email = groupApprovalEmail(request, decider, context);
    await insertNotification(context.db, { ...email, requestId: request.id }, context.now());
    context.announce();
  }
  if (card.audience !== "pi" || request?.piUser !== card.place || !request.piEmail) return;
  await insertNotification(
    context.db,
    { ...piApproval(request, context), requestId: request.id },
    context.now(),
  );
  context.announce();
}

/** A request in a burst is shown by its digest, unless it needs its own card. */
async function isInDigest(
  card: CardView,
  request: Request,
  { db, now, digestAbove, rules: { dryRun } }: ShowCardContext,
): Promise<boolean> {
  if (card.message !== null) return false;
  if (card.digestId === null) return collectIntoDigest(db, card, digestAbove, now());
  const needsOwnCard = request.status === "stuck" || request.attempt > 0 || request.escalatedAt !== null;
  // A PI cannot do anything about these, and can also decide from the digest.
  if (needsOwnCard && card.audience === "admin") {
    await detachFromDigest(db, card.id);
    return false;
  }
  await wakeDigest(db, card.digestId, now());
  await recordShown(db, card, { message: null, version: request.version, dryRun }, now());
  return true;
}

/** Admins are asked in their channel, PIs in direct messages. */
export const toPlace = ({ audience, place }: Pick<CardView, "audience" | "place">): Place => ({
  kind: audience === "admin" ? "channel" : "person",
  id: place,
});

/** Returns the pause after this many failures. */
export function pauseMs(attempt: number): number {
  return Math.min(1000 * 2 ** attempt, MAX_PAUSE_MS);
}
