import { BusyError } from "../chat.ts";

/** Slack takes short bursts in one place before it answers 429. */
const BURST = 5;
const WORTH_WAITING_MS = 50;

/**
 * Holds each place to `perMinute` messages, after a short burst. Throws a `BusyError` instead of waiting,
 * so that a crowded channel does not keep messages for others behind it.
 */
export function pacer(perMinute: number, now: () => number = Date.now) {
  const everyMs = 60_000 / perMinute;
  const fullAt = new Map<string, number>();

  return (place: string): void => {
    const at = now();
    if (fullAt.size > 10_000) for (const [key, until] of fullAt) if (until < at) fullAt.delete(key);
    // Each message fills the place by `everyMs`; it drains with time and holds `BURST` of them.
    const level = Math.max(fullAt.get(place) ?? at, at) + everyMs;
    const wait = level - at - BURST * everyMs;
    if (wait > WORTH_WAITING_MS) throw new BusyError(wait);
    fullAt.set(place, level);
  };
}
