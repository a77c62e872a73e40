/** What goes wrong on purpose. Everything is off at first; each switch is shown on the page. */
export interface Faults {
  /** The next calls (of this method, or of any) are answered 429. */
  rateLimit: { method: string | null; calls: number; retryAfterSeconds: number };
  /** The next calls do what they should, and the connection is lost before the answer. */
  loseAnswers: number;
  /** The next calls are answered 500 and do nothing. */
  breakCalls: number;
  /** Every answer of the Web API comes this much later. */
  delayAnswersMs: number;
  /** Every delivery to the app is sent this much later. */
  delayDeliveriesMs: number;
  /** Every delivery is sent twice. */
  deliverTwice: boolean;
  /** No new Socket Mode connections. */
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

/** What happens to this call; what is counted is counted down. */
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
