import {
  type WebAPICallResult,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { BusyError } from "../chat.ts";
import type { Pace, Slot } from "../pace.ts";

/** Which slot a call takes; undefined: it takes none. */
export type SlotOf = (method: string, args: Readonly<Record<string, unknown>>) => Slot | undefined;

interface RateLimitedClientOptions {
  readonly pace: Pace;
  readonly slotOf?: SlotOf;
}

/**
 * Slack's own client, which makes no call of a method for as long as Slack has told any of our processes that it takes none:
 * `Retry-After` is about the method in the whole workspace (docs.slack.dev/apis/web-api/rate-limits), not about the call that
 * happened to be refused. Throws a `BusyError` instead.
 */
export class RateLimitedClient extends WebClient {
  readonly #limits: RateLimitedClientOptions;

  constructor(token: string, options: WebClientOptions, limits: RateLimitedClientOptions) {
    super(token, { ...options, rejectRateLimitedCalls: true });
    this.#limits = limits;
  }

  /** Every method of the client comes through here. */
  override async apiCall(method: string, args: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const { pace, slotOf } = this.#limits;
    const waitMs = await pace.wait(method, slotOf?.(method, args));
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
