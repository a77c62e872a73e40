import { setTimeout as delay } from "node:timers/promises";
import { BusyError } from "../chat.ts";

/** A person who waits longer than this for an answer has probably moved on to something else. */
const MAX_WAIT_MS = 60_000;

/**
 * Makes a call that a person is waiting for as soon as Slack accepts it. Throws the call's error if it fails or would have
 * to wait too long.
 */
export async function whenFree<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = performance.now() + MAX_WAIT_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof BusyError) || performance.now() + error.waitMs > deadline) throw error;
      await delay(error.waitMs, undefined, { signal, ref: false });
    }
  }
}
