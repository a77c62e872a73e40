import { BusyError, type Chat } from "../../chat/chat.ts";
import { countConflicts, listOpenConflicts } from "../../db/adoption-conflicts.ts";
import type { Db } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { beginDigest, findLatestAbout, readDigest, recordDigestShown } from "../../db/digests.ts";
import { successorOf } from "../../db/move-views.ts";
import type { DigestSubject } from "../../db/names.ts";
import { findPiClaim } from "../../db/pi-claims.ts";
import type { Digest } from "../../db/tables/digests.ts";
import { isOpenClaim } from "../../db/tables/pi-claims.ts";
import { hasEnded } from "../../db/tables/requests.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { buildClaimCard } from "../../view/claim-card.ts";
import { buildConflictDigest, MAX_LISTED } from "../../view/conflict-digest.ts";
import { buildDigest } from "../../view/digest.ts";
import { movedNotice } from "../../view/moved-notice.ts";
import type { Notice } from "../../view/notice.ts";
import { insist } from "../engine/insist.ts";
import type { Rules } from "../pipeline-deps.ts";
import { pauseMs, showOnce, toPlace } from "./show-card.ts";

interface ShowDigestContext {
  readonly db: Db;
  readonly chat: Chat;
  readonly now: () => Date;
  readonly log: Log;
  readonly rules: Pick<Rules, "dryRun" | "adminChannels">;
  /** Tells whether to stop trying to record what was shown, because the process has to end. */
  givesUp(): boolean;
}

interface Reading {
  readonly notice: Notice;
  /** True once nothing is left to do here. If people have deleted the message by then, it stays away. */
  readonly isOver: boolean;
}

/** What each kind of message shows now. */
const READERS: Readonly<
  Record<DigestSubject, (digest: Digest, context: ShowDigestContext) => Promise<Reading>>
> = {
  async requests(digest, { db, rules: { dryRun, adminChannels } }) {
    const read = await readDigest(db, digest.id);
    // All of its requests now have cards in another channel.
    const hasMoved = read.requests.length === 0 && !adminChannels.includes(digest.place);
    const notice = hasMoved
      ? movedNotice("These requests have moved", successorOf(digest.place, adminChannels))
      : buildDigest({ ...read, dryRun });
    return { notice, isOver: read.requests.every(hasEnded) };
  },
  async conflicts(digest, { db }) {
    await beginDigest(db, digest.id);
    const latest = await findLatestAbout(db, "conflicts", digest.place);
    const open = await listOpenConflicts(db, MAX_LISTED);
    const isLatest = latest?.id === digest.id;
    const notice = buildConflictDigest({ counts: await countConflicts(db), open, isLatest });
    return { notice, isOver: open.length === 0 };
  },
  async "pi-claim"(digest, { db }) {
    await beginDigest(db, digest.id);
    const claim = await findPiClaim(db, digest.claimId ?? "");
    if (!claim) throw new Failure(`There is no claim ${digest.claimId}`);
    return { notice: buildClaimCard(claim), isOver: !isOpenClaim(claim) };
  },
};

/** Makes a message show the current state of what it is about. */
export async function showDigest(digest: Digest, context: ShowDigestContext): Promise<void> {
  const { db, chat, now, log, givesUp } = context;
  const { message, attempt } = digest;
  let at: string | null;
  try {
    const { notice, isOver } = await READERS[digest.about](digest, context);
    at = await showOnce({ message, isOver, key: `digest ${digest.id}` }, notice, toPlace(digest), chat);
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
