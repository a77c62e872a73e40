/** Deliberate faults. All are off at first; the page shows a switch for each. */
export interface Faults {
  /** The next calls (of this one, such as "POST /posts" or "GET /users/:id", or of any) get a 429 in plain text. */
  rateLimit: { call: string | null; calls: number; resetSeconds: number };
  /** Above this pace, every call of anyone gets a 429; null as on a server that limits nothing. */
  pace: { perSecond: number; burst: number } | null;
  /** The next calls (of this one, or of any) are executed, but the connection is cut before the response. */
  loseAnswers: { call: string | null; calls: number };
  /** The next calls get a 500 and do nothing. */
  breakCalls: number;
  /** Every response of the API is delayed by this much. */
  delayAnswersMs: number;
  /** The server accepts connections and never answers. */
  silent: boolean;
  /** Every delivery to an integration is delayed by this much. */
  delayDeliveriesMs: number;
  /** The next deliveries never reach the integration. */
  loseDeliveries: number;
  /** The next deliveries reach the integration, and its answer is lost. */
  loseReplies: number;
  /** New websockets are refused. */
  refuseSockets: boolean;
  /** Websockets stay open and say nothing. */
  muteSockets: boolean;
  /** These calls, such as "GET /users/email/:email", get this error. */
  errors: Record<string, { readonly status: number; readonly id: string }>;
}

export function noFaults(): Faults {
  return {
    rateLimit: { call: null, calls: 0, resetSeconds: 1 },
    pace: null,
    loseAnswers: { call: null, calls: 0 },
    breakCalls: 0,
    delayAnswersMs: 0,
    silent: false,
    delayDeliveriesMs: 0,
    loseDeliveries: 0,
    loseReplies: 0,
    refuseSockets: false,
    muteSockets: false,
    errors: {},
  };
}

/** Counts the calls of a server with a pace. All callers share it, as those behind one proxy do. */
export function paced(faults: Faults): (now: number) => boolean {
  let spent = 0;
  let at = 0;
  return (now) => {
    const { pace } = faults;
    if (pace === null) return true;
    spent = Math.max(0, spent - ((now - at) / 1000) * pace.perSecond);
    at = now;
    if (spent + 1 > pace.burst) return false;
    spent++;
    return true;
  };
}

/** Returns the fault for this call and counts it down. `names`: what the call may be named, as a route and with its parameters. */
export function takeFault(
  faults: Faults,
  names: readonly string[],
): "rate-limit" | "lose-answer" | "break" | undefined {
  const { rateLimit, loseAnswers } = faults;
  if (rateLimit.calls > 0 && (rateLimit.call === null || names.includes(rateLimit.call))) {
    rateLimit.calls--;
    return "rate-limit";
  }
  if (faults.breakCalls > 0) {
    faults.breakCalls--;
    return "break";
  }
  if (loseAnswers.calls > 0 && (loseAnswers.call === null || names.includes(loseAnswers.call))) {
    loseAnswers.calls--;
    return "lose-answer";
  }
  return undefined;
}
