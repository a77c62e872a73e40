import { WebAPIRateLimitedError } from "@slack/web-api";
import { BusyError } from "../chat.ts";

/**
 * Makes no call of a method for as long as Slack has said that it takes none: `Retry-After` is about the method in the whole
 * workspace (docs.slack.dev/apis/web-api/rate-limits), not about the message that happened to be refused.
 */
export function heedLimits(now: () => number = Date.now) {
  const until = new Map<string, number>();

  return async <T>(method: string, call: () => Promise<T>): Promise<T> => {
    const waitMs = (until.get(method) ?? 0) - now();
    if (waitMs > 0) throw new BusyError(waitMs);
    try {
      return await call();
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) until.set(method, now() + error.retryAfter * 1000);
      throw error;
    }
  };
}
