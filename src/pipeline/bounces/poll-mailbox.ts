import { LoginRejectedError } from "../../credentials/login-guard.ts";
import { moveCursor, recordMailboxProblem, takeMailbox } from "../../db/bounce-cursors.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import type { Batch, Mailbox } from "../../mail/bounces/mailbox.ts";
import type { Counts } from "../../metrics.ts";
import { notifyAccessBack, notifyAccessLost } from "../outbox/notify-access-lost.ts";
import { actOnInbound, type InboundDeps } from "./act-on-inbound.ts";

export interface PollDeps extends InboundDeps {
  readonly log: Log;
  readonly counts: Pick<Counts, "inbound">;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  /** Says that there is a new message. */
  announce(): void;
}

/** Shorter than the pause between two polls, so that they don't overlap. */
const POLL_MS = 45_000;
const MIN_LEFT_MS = 5000;
/** A server that doesn't respond is usually back before anyone has to know. */
const TELL_AFTER_MS = 3_600_000;
const WRONG_CLOCK_MS = 300_000;

/**
 * Reads what is new in the mailbox, unless a process has just done so, and acts on it. The cursor moves only after that, so a
 * process that dies in between leaves the mails to the next one, and none acts twice. What can't be read is told to the admins.
 */
export async function pollMailbox(mailbox: Mailbox, deps: PollDeps): Promise<void> {
  const { db, now, everyMs, signal, log } = deps;
  const at = now().getTime();
  const taken = await takeMailbox(db, mailbox.name, {
    now: new Date(at),
    since: new Date(at - 0.8 * everyMs),
    future: new Date(at + WRONG_CLOCK_MS),
  });
  if (!taken) return;
  const end = performance.now() + POLL_MS;
  let { validity, lastUid } = taken;
  try {
    for (;;) {
      const batch = await mailbox.read({ validity, lastUid }, end - performance.now(), signal);
      ({ validity } = batch);
      lastUid = await actOnBatch(batch, deps);
      await moveCursor(db, { mailbox: mailbox.name, validity, lastUid });
      const isDone = !batch.hasMore || lastUid < batch.lastUid;
      if (isDone || signal.aborted || end - performance.now() < MIN_LEFT_MS) break;
    }
    const line = "Fixed: acct can read the mailbox for bounces again.";
    await notifyAccessBack("bounces", line, { ...deps, channel: deps.adminChannels });
  } catch (error) {
    if (signal.aborted) return;
    if (isTransientDatabaseError(error)) throw error;
    log.warn({ err: error, mailbox: mailbox.name }, "could not read the mailbox for bounces; retrying");
    await reportProblem(mailbox, error, deps);
  }
}

/** Acts on the mails in order. Returns the UID up to which everything is done; the rest is read again. */
async function actOnBatch({ mails, lastUid }: Batch, deps: PollDeps): Promise<number> {
  for (const { uid, mail } of mails) {
    const outcome = mail ? await act(() => actOnInbound(mail, deps), uid, deps) : "unreadable";
    if (outcome === "sending") return uid - 1;
    deps.counts.inbound(outcome);
  }
  return lastUid;
}

/** One mail that can't be handled doesn't keep the others waiting. */
async function act<T>(work: () => Promise<T>, uid: number, { log }: PollDeps): Promise<T | "unreadable"> {
  try {
    return await work();
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    log.error({ err: error, uid }, "could not act on a mail that came back; it stays in the mailbox");
    return "unreadable";
  }
}

async function reportProblem(mailbox: Mailbox, error: unknown, deps: PollDeps): Promise<void> {
  const { db, now, adminChannels, announce } = deps;
  const problem = describeFailure(error, newReference());
  const since = await recordMailboxProblem(db, mailbox.name, { problem, now: now() });
  const needsPeople = error instanceof LoginRejectedError || (error instanceof Failure && error.lasts);
  if (!needsPeople && now().getTime() - since.getTime() < TELL_AFTER_MS) return;
  const why = `${problem}. Until then, cards don't show which emails came back as undelivered.`.replace(
    "..",
    ".",
  );
  await notifyAccessLost(
    { why, cause: `bounces ${mailbox.name}`, by: "bounces" },
    { db, now, announce, channel: adminChannels },
  );
}
