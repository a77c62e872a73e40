import { setTimeout as delay } from "node:timers/promises";
import type { Pace } from "../../chat/pace.ts";
import { heldFor, holdMethod, takeSlot } from "../../db/chat-pace.ts";
import type { Db } from "../../db/client.ts";
import type { Log } from "../../log.ts";

/** A chat takes short bursts in one place before it says that it is enough. */
const BURST = 5;
/** A person may be waiting, and the chat for us: a database that is slower is not asked. */
const ASK_WITHIN_MS = 300;

/**
 * Keeps to what the chat takes, together with every process that shares the database. Messages for a place need the database;
 * other calls are made without it, as far as this process knows by itself that they may be.
 */
export function sharedPace({ db, log }: { readonly db: Db; readonly log: Log }): Pace {
  /** By the clock of this process alone, so that nothing which is known has to be asked for. */
  const held = new Map<string, number>();

  function note(method: string, forMs: number): void {
    held.set(method, Math.max(held.get(method) ?? 0, performance.now() + forMs));
  }

  async function ask(method: string): Promise<number> {
    const waitMs = await Promise.race([
      heldFor(db, method).catch(() => 0),
      delay(ASK_WITHIN_MS, 0, { ref: false }),
    ]);
    if (waitMs > 0) note(method, waitMs);
    return waitMs;
  }

  return {
    async wait(method, slot) {
      const known = (held.get(method) ?? 0) - performance.now();
      if (known > 0) return known;
      if (!slot) return ask(method);
      return takeSlot(db, { method, place: slot.place, everyMs: 60_000 / slot.perMinute, burst: BURST });
    },
    async hold(method, forMs) {
      note(method, forMs);
      log.warn({ method, forMs }, "rate-limited by the chat; pausing calls to this method");
      await holdMethod(db, method, forMs).catch((error: unknown) =>
        log.warn({ err: error, method }, "could not record a rate limit; only this process knows about it"),
      );
    },
  };
}
