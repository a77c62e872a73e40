import { setTimeout as delay } from "node:timers/promises";
import type { Inbox, ReceivedInteraction } from "../chat/interaction.ts";
import type { Db } from "../db/client.ts";
import { finishInteraction, recordInteraction } from "../db/interactions.ts";
import type { Process } from "../db/process.ts";
import type { Log } from "../log.ts";
import { findHandler } from "./menu.ts";

interface InboxOptions {
  readonly db: Db;
  readonly process: Pick<Process, "number">;
  readonly now: () => Date;
  readonly log: Log;
  readonly leaseMs: number;
}

/** Of the three seconds that a chat waits. The write takes about 5 ms. */
const PATIENCE_MS = 1000;

/** Keeps what people press in the database while this process has it in hand; `takeUp` does what it left undone. */
export function openInbox({ db, process, now, log, leaseMs }: InboxOptions): Inbox & {
  /** Nothing is in hand any more. */
  idle(): Promise<void>;
} {
  const inHand = new Map<string, PromiseWithResolvers<void>>();

  return {
    keeps: (pressed) => !findHandler(pressed)?.form,

    async keep(pressed) {
      const receivedAt = now();
      const writing = recordInteraction(
        db,
        { ...rowOf(pressed), receivedAt, leaseBy: process.number() ?? null },
        new Date(receivedAt.getTime() + leaseMs),
      ).then((isNew) => (isNew ? "kept" : "known"));
      const kept = await Promise.race([writing, delay(PATIENCE_MS, undefined, { ref: false })]).catch(
        (error: unknown) => {
          log.warn({ err: error, actor: pressed.user }, "could not save an interaction");
        },
      );
      // A write that is late and then fails has no further reader.
      writing.catch(() => undefined);
      if (kept !== "known") inHand.set(pressed.deliveryId, Promise.withResolvers());
      return kept ?? "unkept";
    },

    async finish(delivery) {
      try {
        await finishInteraction(db, delivery, now());
      } catch (error) {
        log.warn({ err: error }, "could not mark an interaction as answered; it will run again");
      } finally {
        inHand.get(delivery)?.resolve();
        inHand.delete(delivery);
      }
    },

    async idle() {
      await Promise.all([...inHand.values()].map(({ promise }) => promise));
    },
  };
}

function rowOf(pressed: ReceivedInteraction) {
  const { deliveryId: delivery, user, text, subject: about, card } = pressed;
  const isCommand = "command" in pressed;
  return {
    key: delivery,
    actor: user,
    action: isCommand ? pressed.command : pressed.action,
    isCommand,
    text,
    requestId: about?.id ?? null,
    mark: about?.mark ?? null,
    card: card ?? null,
  };
}
