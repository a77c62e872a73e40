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
  };
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
