import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRequestError,
  type WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { AwayError } from "../chat.ts";
import type { Pace } from "../pace.ts";
import { boltLogger } from "./bolt-logger.ts";
import { RateLimitedClient, type SlotOf } from "./rate-limited-client.ts";
import type { SlackConfig } from "./slack-config.ts";
import { toChatId } from "./slack-id.ts";

export interface Clients {
  /** For what a person waits for: modals must open within 3 s. */
  readonly interactive: WebClient;
  /** To look people up: a form that is already open can wait for it. */
  readonly lookups: WebClient;
  /** For cards and messages, at the pace of the places where they go. */
  readonly background: WebClient;
}

/**
 * Several clients, because each has another time in which it wants an answer. No blind retries: web-api repeats a post whose
 * answer was lost, and it is then there twice; our queues know better.
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
  const slotOf: SlotOf = (method, { channel }) => {
    if (method === "chat.postMessage") return { place: toChatId(String(channel)), perMinute };
    // Slack counts them by themselves.
    return method === "chat.update" ? { place: toChatId(`${channel} edits`), perMinute } : undefined;
  };
  return {
    interactive: new RateLimitedClient(botToken, { ...options, timeout: 2500 }, { pace }),
    lookups: new RateLimitedClient(botToken, { ...options, timeout: 10_000 }, { pace }),
    background: new RateLimitedClient(botToken, { ...options, timeout: 15_000 }, { pace, slotOf }),
  };
}

/** Makes a sentence of what Slack refuses, or of its being away. */
export function inASentence(error: unknown): unknown {
  if (error instanceof WebAPIPlatformError) {
    return new Failure(`Slack answered: ${error.data.error}`, { cause: error });
  }
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new AwayError(`Slack cannot be reached: ${error.message}`, { cause: error });
  }
  return error;
}
