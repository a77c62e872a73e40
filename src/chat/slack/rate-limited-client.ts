import {
  type WebAPICallResult,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { BusyError } from "../chat.ts";
import type { Pace, Slot } from "../pace.ts";

/** Returns the slot that a call takes, or undefined if it takes none. */
export type FindSlot = (method: string, args: Readonly<Record<string, unknown>>) => Slot | undefined;

interface RateLimitedClientOptions {
  readonly pace: Pace;
  readonly findSlot?: FindSlot;
}

/**
 * Slack's client with shared rate limits. Once Slack has rate-limited a method for any acct process, no process calls it until
 * the wait is over: `Retry-After` applies to the method in the whole workspace (docs.slack.dev/apis/web-api/rate-limits), not
 * only to the call that was rejected. A call that would have to wait throws a `BusyError` instead.
 */
export class RateLimitedClient extends WebClient {
  readonly #limits: RateLimitedClientOptions;

  constructor(token: string, options: WebClientOptions, limits: RateLimitedClientOptions) {
    super(token, { ...options, rejectRateLimitedCalls: true });
    this.#limits = limits;
  }

  /** All methods of the client go through this one. */
  override async apiCall(method: string, args: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const { pace, findSlot } = this.#limits;
    const waitMs = await pace.wait(method, findSlot?.(method, args));
    if (waitMs > 0) throw new BusyError(waitMs);
    try {
      return await super.apiCall(method, args);
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError)) throw error;
      const forMs = error.retryAfter * 1000;
      await pace.hold(method, forMs);
      throw new BusyError(forMs);
    }
  }
}
