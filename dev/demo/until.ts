import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 100;
const TIMEOUT_MS = 60_000;

type Found<T> = T | undefined | false;

/** Waits until `find` finds something, wherever it looks. Throws with `what` after a minute. */
export async function until<T>(find: () => Found<T> | Promise<Found<T>>, what: string): Promise<T> {
  const end = performance.now() + TIMEOUT_MS;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Timed out waiting for ${what}.`);
    await delay(POLL_MS);
  }
}
