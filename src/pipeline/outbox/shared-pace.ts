import { setTimeout as delay } from "node:timers/promises";
import type { Pace } from "../../chat/pace.ts";
import { heldFor, holdMethod, takeSlot } from "../../db/chat-pace.ts";
import type { Db } from "../../db/client.ts";
import type { Log } from "../../log.ts";

/** A chat accepts short bursts in one place before it limits us. */
const MAX_BURST = 5;
/** A slower database is not waited for, because a person and the chat may be waiting for us. */
const MAX_DATABASE_WAIT_MS = 300;

/**
 * Keeps to the chat's rate limits, together with every process that shares the database. Messages to a place need the database;
 * other calls are made without it, unless this process knows that they must wait.
 */
export function sharedPace({ db, log }: { readonly db: Db; readonly log: Log }): Pace {
  /** Known limits by the clock of this process, which need no query. */
  const held = new Map<string, number>();

  function note(method: string, forMs: number): void {
    held.set(method, Math.max(held.get(method) ?? 0, performance.now() + forMs));
  }

  async function ask(method: string): Promise<number> {
    const waitMs = await Promise.race([
      heldFor(db, method).catch(() => 0),
      delay(MAX_DATABASE_WAIT_MS, 0, { ref: false }),
    ]);
    if (waitMs > 0) note(method, waitMs);
    return waitMs;
  }

  return {
    async wait(method, slot) {
      const known = (held.get(method) ?? 0) - performance.now();
      if (known > 0) return known;
      if (!slot) return ask(method);
      const { place, perMinute, burst = MAX_BURST } = slot;
      return takeSlot(db, { method, place, everyMs: 60_000 / perMinute, burst });
    },
    async hold(method, forMs) {
      note(method, forMs);
      log.warn({ method, forMs }, "the chat rate-limits this method");
      await holdMethod(db, method, forMs).catch((error: unknown) =>
        log.warn({ err: error, method }, "could not share a rate limit with the other processes"),
      );
    },
  };
}
