import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { Failure } from "../../failure.ts";
import type { Log } from "../../log.ts";
import { AwayError, BusyError } from "../chat.ts";
import { boltLogger } from "./bolt-logger.ts";

export interface Clients {
  /** For what a person waits for: modals must open within 3 s. */
  readonly interactive: WebClient;
  /** To look people up: a form that is already open can wait for it. */
  readonly lookups: WebClient;
  /** For cards and messages. */
  readonly background: WebClient;
}

/**
 * Several clients, because one that is told to wait (429) holds back all of its calls, a modal behind a card's edit too.
 * No blind retries: web-api repeats a post whose answer was lost, and it is then there twice; our queues know better.
 */
export function openClients({ botToken, apiUrl }: { botToken: string; apiUrl: string }, log: Log): Clients {
  const options: WebClientOptions = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
  };
  return {
    interactive: new WebClient(botToken, { ...options, timeout: 2500 }),
    lookups: new WebClient(botToken, { ...options, timeout: 10_000 }),
    background: new WebClient(botToken, { ...options, timeout: 15_000 }),
  };
}

/** Makes a `BusyError` of Slack's 429, and a sentence of what else Slack refuses, or of its being away. */
export function slowDown(error: unknown): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    return new BusyError(error.retryAfter * 1000);
  }
  if (error instanceof WebAPIPlatformError) {
    return new Failure(`Slack answered: ${error.data.error}`, { cause: error });
  }
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) {
    return new AwayError(`Slack cannot be reached: ${error.message}`, { cause: error });
  }
  return error;
}
