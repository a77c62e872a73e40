import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRequestError,
  type WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { AccessLostError, AwayError } from "../chat.ts";
import type { Pace } from "../pace.ts";
import { boltLogger } from "./bolt-logger.ts";
import { type FindSlot, RateLimitedClient } from "./rate-limited-client.ts";
import { explainLostAccess, isTemporary } from "./refusal.ts";
import type { SlackConfig } from "./slack-config.ts";
import { toChatId } from "./slack-id.ts";

export interface Clients {
  /** For calls that a person is waiting for. Modals must open within 3 s. */
  readonly interactive: WebClient;
  /** For looking up people. This may take longer, because a form that is already open can wait for it. */
  readonly lookups: WebClient;
  /** For the same when a person is waiting for it. An import doesn't hold it up. */
  readonly awaitedLookups: WebClient;
  /** For cards and messages, within the limits of the places that they are posted to. */
  readonly background: WebClient;
}

/**
 * Slack accepts at least 50 look-ups by address per minute (Tier 3, docs.slack.dev/apis/web-api/rate-limits). The burst and what is
 * added in a minute stay below that together, and leave some to people who wait for an answer.
 */
const LOOKUPS = { place: toChatId("look-ups by address"), perMinute: 32, burst: 10 };

/**
 * Opens several clients, because each has its own timeout. The client's own retries are switched off: it would repeat a post
 * whose answer was lost, so that the post would appear twice. acct's queues handle retries.
 */
export function openClients(
  { botToken, apiUrl, messagesPerMinute: perMinute }: SlackConfig,
  pace: Pace,
  log: Log,
): Clients {
  const options: WebClientOptions = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    logger: boltLogger(log),
  };
  const findSlot: FindSlot = (method, { channel }) => {
    if (method === "chat.postMessage") return { place: toChatId(String(channel)), perMinute };
    // Slack counts edits separately.
    return method === "chat.update" ? { place: toChatId(`${channel} edits`), perMinute } : undefined;
  };
  return {
    interactive: new RateLimitedClient(botToken, { ...options, timeout: 2500 }, { pace }),
    lookups: new RateLimitedClient(
      botToken,
      { ...options, timeout: 10_000 },
      { pace, findSlot: (method) => (method === "users.lookupByEmail" ? LOOKUPS : undefined) },
    ),
    awaitedLookups: new RateLimitedClient(botToken, { ...options, timeout: 10_000 }, { pace }),
    background: new RateLimitedClient(botToken, { ...options, timeout: 15_000 }, { pace, findSlot }),
  };
}

/** Turns an error from Slack's client into a failure with a readable message. Returns any other error unchanged. */
export function toReadableError(error: unknown): unknown {
  if (isTemporary(error)) {
    return new AwayError(`Slack has an internal problem: ${(error as Error).message}`, { cause: error });
  }
  const lost = explainLostAccess(error);
  if (lost !== undefined) return new AccessLostError(lost, { cause: error });
  if (error instanceof WebAPIPlatformError) {
    return new Failure(`Slack answered: ${error.data.error}`, { cause: error });
  }
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new AwayError(`Slack cannot be reached: ${error.message}`, { cause: error });
  }
  return error;
}
