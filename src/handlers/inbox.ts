import { setTimeout as delay } from "node:timers/promises";
import type { Inbox, ReceivedInteraction } from "../chat/interaction.ts";
import type { Db } from "../db/client.ts";
import { finishInteraction, recordInteraction } from "../db/interactions.ts";
import type { Process } from "../db/process.ts";
import type { Log } from "../log.ts";
import { formatMark } from "../view/request-ref.ts";
import { findHandler } from "./menu.ts";

interface InboxOptions {
  readonly db: Db;
  readonly process: Pick<Process, "number">;
  readonly now: () => Date;
  readonly log: Log;
  readonly leaseMs: number;
}

/** How long to wait for the write, out of the three seconds that a chat waits. The write takes about 5 ms. */
const WRITE_TIMEOUT_MS = 1000;

/**
 * Stores interactions in the database while this process handles them. `processInbox` handles the ones that it leaves
 * unfinished.
 */
export function openInbox({ db, process, now, log, leaseMs }: InboxOptions): Inbox & {
  /** Resolves when this process has finished every interaction that it is handling. */
  idle(): Promise<void>;
} {
  const inProgress = new Map<string, PromiseWithResolvers<void>>();

  return {
    keeps: (pressed) => !findHandler(pressed)?.form,

    async keep(pressed) {
      const receivedAt = now();
      const writing = recordInteraction(
        db,
        { ...toRow(pressed), receivedAt, leaseBy: process.number() ?? null },
        new Date(receivedAt.getTime() + leaseMs),
      ).then((isNew) => (isNew ? "kept" : "known"));
      const kept = await Promise.race([writing, delay(WRITE_TIMEOUT_MS, undefined, { ref: false })]).catch(
        (error: unknown) => {
          log.warn({ err: error, actor: pressed.user }, "could not save an interaction");
        },
      );
      // After the timeout, nothing reads the result, so a write that fails later is ignored.
      writing.catch(() => undefined);
      if (kept !== "known") inProgress.set(pressed.deliveryId, Promise.withResolvers());
      return kept ?? "unkept";
    },

    async finish(delivery) {
      try {
        await finishInteraction(db, delivery, now());
      } catch (error) {
        log.warn({ err: error }, "could not mark an interaction as answered; it will run again");
      } finally {
        inProgress.get(delivery)?.resolve();
        inProgress.delete(delivery);
      }
    },

    async idle() {
      await Promise.all([...inProgress.values()].map(({ promise }) => promise));
    },
  };
}

function toRow(pressed: ReceivedInteraction) {
  const { deliveryId: delivery, user, text, subject: about, card } = pressed;
  const isCommand = "command" in pressed;
  return {
    key: delivery,
    actor: user,
    action: isCommand ? pressed.command : pressed.action,
    isCommand,
    text,
    requestId: about?.id ?? null,
    mark: about ? formatMark(about) : null,
    card: card ?? null,
  };
}
