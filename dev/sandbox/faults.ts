/** Deliberate faults. All are off at first; the page shows a switch for each. */
export interface Faults {
  /** The next calls (of this method, or of any) get a 429. */
  rateLimit: { method: string | null; calls: number; retryAfterSeconds: number };
  /** The next calls are executed, but the connection is cut before the response. */
  loseAnswers: number;
  /** The next calls get a 500 and do nothing. */
  breakCalls: number;
  /** Every response of the Web API is delayed by this much. */
  delayAnswersMs: number;
  /** Every delivery to the app is delayed by this much. */
  delayDeliveriesMs: number;
  /** Every delivery is sent twice. */
  deliverTwice: boolean;
  /** New Socket Mode connections are refused. */
  refuseSockets: boolean;
  /** Calls of these methods get an ordinary answer with this error, such as `no_such_subteam`. */
  errors: Record<string, string>;
  /** These methods get a 429 above this many calls in a minute, which lasts until the minute is over. */
  perMinute: Record<string, number>;
}

export function noFaults(): Faults {
  return {
    rateLimit: { method: null, calls: 0, retryAfterSeconds: 1 },
    loseAnswers: 0,
    breakCalls: 0,
    delayAnswersMs: 0,
    delayDeliveriesMs: 0,
    deliverTwice: false,
    refuseSockets: false,
    errors: {},
    perMinute: {},
  };
}

const MINUTE_MS = 60_000;

/**
 * Returns how many seconds an app has to wait before it may call this method, or 0. `earlier`: when it was accepted before.
 */
export function secondsToWait(
  faults: Faults,
  method: string,
  earlier: readonly number[],
  now: number,
): number {
  const limit = faults.perMinute[method];
  if (limit === undefined) return 0;
  const recent = earlier.filter((at) => at > now - MINUTE_MS);
  const freeAt = recent.length < limit ? now : (recent[recent.length - limit] ?? now) + MINUTE_MS;
  return Math.ceil((freeAt - now) / 1000);
}

/** Returns the fault for this call and counts it down. */
export function takeFault(
  faults: Faults,
  method: string,
): "rate-limit" | "lose-answer" | "break" | undefined {
  const { rateLimit } = faults;
  if (rateLimit.calls > 0 && (rateLimit.method === null || rateLimit.method === method)) {
    rateLimit.calls--;
    return "rate-limit";
  }
  if (faults.breakCalls > 0) {
    faults.breakCalls--;
    return "break";
  }
  if (faults.loseAnswers > 0) {
    faults.loseAnswers--;
    return "lose-answer";
  }
  return undefined;
}
