import { setTimeout as delay } from "node:timers/promises";
import { BusyError } from "../chat.ts";

/** After so long a person who waits for an answer has gone on to something else. */
const PATIENCE_MS = 60_000;

/** Makes a call that a person waits for as soon as Slack takes it, or throws why not. */
export async function whenFree<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof BusyError) || performance.now() + error.waitMs > until) throw error;
      await delay(error.waitMs, undefined, { signal, ref: false });
    }
  }
}
