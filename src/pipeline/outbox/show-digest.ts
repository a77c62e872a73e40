import { BusyError, type Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { readDigest, recordDigestShown } from "../../db/digests.ts";
import type { Digest } from "../../db/tables/digests.ts";
import { hasEnded } from "../../db/tables/requests.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import type { Log } from "../../log.ts";
import { buildDigest } from "../../view/digest.ts";
import { movedNotice } from "../../view/moved-notice.ts";
import { insist } from "../engine/insist.ts";
import type { Rules } from "../pipeline-deps.ts";
import { pauseMs, showOnce, toPlace } from "./show-card.ts";

interface ShowDigestContext {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
  readonly rules: Pick<Rules, "dryRun" | "adminChannel">;
  /** Tells whether to stop trying to record what was shown, because the process has to end. */
  givesUp(): boolean;
}

/** Makes a digest show the current state of its requests. */
export async function showDigest(digest: Digest, context: ShowDigestContext): Promise<void> {
  const { db, chat, now, log, givesUp } = context;
  const { dryRun, adminChannel } = context.rules;
  const { message, attempt } = digest;
  let at: string;
  try {
    const read = await readDigest(db, digest.id);
    // All of its requests now have cards in another channel.
    const hasMoved = read.requests.length === 0 && digest.place !== adminChannel;
    const shown = hasMoved
      ? movedNotice("These requests have moved", adminChannel)
      : buildDigest({ ...read, dryRun });
    at = await showOnce({ message, isOver: read.requests.every(hasEnded) }, shown, toPlace(digest), chat);
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    if (error instanceof BusyError) {
      const runAt = new Date(now().getTime() + error.waitMs);
      const later = { message, runAt, attempt, problem: digest.problem };
      await recordDigestShown(db, digest, later, now());
      return;
    }
    const reference = newReference();
    log.warn({ err: error, reference, digest: digest.id, place: digest.place }, "could not show a digest");
    const problem = describeFailure(error, reference);
    const runAt = new Date(now().getTime() + pauseMs(attempt));
    await recordDigestShown(db, digest, { message, runAt, attempt: attempt + 1, problem }, now());
    return;
  }
  const shown = { message: at, runAt: null, attempt: 0, problem: null };
  await insist(() => recordDigestShown(db, digest, shown, now()), givesUp);
}
