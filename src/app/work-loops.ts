import type { Chat } from "../chat/chat.ts";
import type { Leased } from "../db/leases.ts";
import { AUDIENCES, MIRRORS } from "../db/names.ts";
import { digests } from "../db/tables/digests.ts";
import { interactions } from "../db/tables/interactions.ts";
import { notifications } from "../db/tables/notifications.ts";
import { requests } from "../db/tables/requests.ts";
import { type MirrorView, views } from "../db/tables/views.ts";
import type { createDispatcher } from "../handlers/dispatcher.ts";
import { processInbox } from "../handlers/process-inbox.ts";
import type { Log } from "../log.ts";
import type { Mailer } from "../mail/mailer.ts";
import { SMTP_CONNECTIONS } from "../mail/smtp.ts";
import type { Counts } from "../metrics.ts";
import { advance } from "../pipeline/engine/advance.ts";
import { type WorkLoop, type WorkLoopOptions, workLoop } from "../pipeline/engine/work-loop.ts";
import type { Mirrors } from "../pipeline/outbox/mirror.ts";
import { CHAT_DELIVERIES, EMAIL_DELIVERIES, sendNotification } from "../pipeline/outbox/send-notification.ts";
import { showCard } from "../pipeline/outbox/show-card.ts";
import { showDigest } from "../pipeline/outbox/show-digest.ts";
import { showInMirror } from "../pipeline/outbox/show-in-mirror.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Workflows } from "../pipeline/workflows.ts";

const POLL_MS = 1000;

interface WorkLoopsDeps {
  readonly deps: PipelineDeps;
  readonly workflows: Workflows;
  readonly chat: Chat;
  readonly mailer: Mailer;
  readonly mirrors: Mirrors;
  readonly handle: ReturnType<typeof createDispatcher>;
  readonly counts: Counts;
  readonly log: Log;
  /** The process that takes the work. */
  readonly worker: WorkLoopOptions<typeof requests>["process"];
  readonly leaseMs: number;
  /** More new requests than this per minute share one card. */
  readonly digestAbove: number;
  isStopping(): boolean;
  /** Whether to stop trying to record what was sent or shown, because the process has to end. */
  givesUp(): boolean;
}

/** One loop for each queue: requests, cards, emails, chat messages, digests and interactions. `announce` wakes the outbox. */
export function createWorkLoops(context: WorkLoopsDeps): {
  readonly loops: readonly WorkLoop[];
  announce(): void;
} {
  const { deps, workflows, chat, mailer, handle, counts, log, worker, leaseMs, givesUp } = context;
  const { db, now, rules } = deps;
  const shared = { db, process: worker, now, log, leaseMs, pollMs: POLL_MS };
  const shown = { db, chat, now, log, rules, givesUp };

  const cards = workLoop({
    ...shared,
    queue: views,
    parts: AUDIENCES,
    concurrency: 5,
    work: (view) => showCard(view, { ...shown, digestAbove: context.digestAbove, announce }),
  });
  // Each has its own worker, so that a sheet or ticket system that hangs delays nothing else.
  const mirrors = MIRRORS.flatMap((kind) => {
    const mirror = context.mirrors[kind];
    if (!mirror) return [];
    const work = (view: Leased<typeof views>) =>
      showInMirror(view as MirrorView, { db, mirror, now, log, givesUp });
    // What is due for a sheet is written in one call.
    const concurrency = kind === "sheet" ? 50 : 2;
    return workLoop({ ...shared, queue: views, parts: [kind], concurrency, work });
  });
  const digestCards = workLoop({
    ...shared,
    queue: digests,
    concurrency: 1,
    work: (digest) => showDigest(digest, shown),
  });

  // Email and chat have separate workers, so that a mail server that hangs delays only emails. No running delivery waits
  // for another one, because shutdown waits for all running deliveries.
  const delivery = {
    ...shared,
    queue: notifications,
    work: (notification: Leased<typeof notifications>) =>
      sendNotification(notification, { ...deps, mailer, log, counts, announce, givesUp }),
  };
  const emails = workLoop({ ...delivery, parts: EMAIL_DELIVERIES, concurrency: SMTP_CONNECTIONS });
  const messages = workLoop({ ...delivery, parts: CHAT_DELIVERIES, concurrency: 5 });

  function announce(): void {
    for (const loop of [cards, ...mirrors, emails, messages, digestCards]) loop.wake();
  }

  const stages = workLoop({
    ...shared,
    queue: requests,
    concurrency: 10,
    work: (request) =>
      advance(request, { deps, workflows, log, announce, stopping: context.isStopping, counts }),
  });
  const inbox = workLoop({
    ...shared,
    queue: interactions,
    concurrency: 3,
    work: (interaction) => processInbox(interaction, { db, chat, handle, now, log }),
  });
  return { loops: [stages, cards, ...mirrors, emails, messages, digestCards, inbox], announce };
}
