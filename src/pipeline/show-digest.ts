import { BusyError, type Chat } from "../chat/chat.ts";
import { digestOf } from "../chat/digest-of.ts";
import { movedNotice } from "../chat/moved-notice.ts";
import type { Db } from "../db/client.ts";
import { readDigest, settleDigest } from "../db/digests.ts";
import type { Digest } from "../db/schema.ts";
import type { Log } from "../log.ts";
import { pauseMs } from "./show-card.ts";

interface Showing {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
  readonly dryRun: boolean;
  readonly adminChannel: string;
}

/** Makes a digest show its requests as they are now. */
export async function showDigest(digest: Digest, showing: Showing): Promise<void> {
  const { db, chat, now, log, dryRun, adminChannel } = showing;
  const { message, attempt } = digest;
  try {
    const requests = await readDigest(db, digest.id);
    // All of its requests have cards in another channel now.
    const hasMoved = requests.length === 0 && digest.place !== adminChannel;
    const shown = hasMoved
      ? movedNotice("These requests have moved", adminChannel)
      : digestOf(requests, { dryRun });
    const edited = message !== null && (await chat.update(message, shown)) === "shown";
    const at = edited ? message : await chat.post(digest.place, shown);
    await settleDigest(db, digest, { message: at, runAt: null, attempt: 0, problem: null }, now());
  } catch (error) {
    if (error instanceof BusyError) {
      const later = { message, runAt: error.retryAt, attempt, problem: digest.problem };
      await settleDigest(db, digest, later, now());
      return;
    }
    log.warn({ err: error, digest: digest.id, place: digest.place }, "a digest could not be shown");
    const problem = error instanceof Error ? error.message : String(error);
    const runAt = new Date(now().getTime() + pauseMs(attempt));
    await settleDigest(db, digest, { message, runAt, attempt: attempt + 1, problem }, now());
  }
}
