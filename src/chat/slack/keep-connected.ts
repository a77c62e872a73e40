import type { SocketModeReceiver } from "@slack/bolt";
import type { LoginGuard } from "../../credentials/login-guard.ts";
import type { Log } from "../../log.ts";
import { MOST_PROCESSES, onDisconnect, TOO_MANY } from "./connections.ts";
import { isLoginRejection, toLoginRejected } from "./login-rejected.ts";

export interface Connection {
  /**
   * Connects, and reconnects whenever the connection is lost. Returns once it is connected, or after `FIRST_ATTEMPT_MS`, so
   * that a slow connection doesn't hold up the start. Throws only if Slack rejects the token at the first attempt, and may then
   * be called again.
   */
  start(): Promise<void>;
  /** Returns why and since when it is disconnected. Undefined if it is connected. */
  lost(): Loss | undefined;
  stop(): Promise<void>;
}

export interface Loss {
  readonly since: number;
  readonly why: string;
}

const FIRST_ATTEMPT_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
/** The other connections are often those of processes that are being replaced. */
const TOO_MANY_PAUSE_MS = 60_000;
/** Slack's reasons for closing a connection that can be opened again at once (docs.slack.dev/apis/events-api/using-socket-mode). */
const ROUTINE: ReadonlySet<string> = new Set(["refresh_requested", "warning"]);
/** A connection that ends sooner counts as rejected: Slack accepts ten connections per app and closes the eleventh right away. */
const HOLDS_AFTER_MS = 60_000;

/**
 * Keeps one Socket Mode connection open. The client's own reconnecting is switched off because of two bugs: it treats some of
 * Slack's answers as final and then rejects a promise that no one handles, which ends the process; and its pauses grow without
 * limit.
 */
export function keepConnected(receiver: SocketModeReceiver, log: Log, guard: LoginGuard): Connection {
  const { client } = receiver;
  let lost: Loss | undefined = { since: Date.now(), why: "it is being opened" };
  let connectedAt = 0;
  let failures = 0;
  let connecting = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  /** Why Slack said that it closes the connection. */
  let reason: string | undefined;

  onDisconnect(client, (given) => {
    reason = given;
  });
  client.on("disconnected", () => {
    // While it is still connecting, `start` rejects, so there is nothing to do here.
    if (connecting || stopped || timer) return;
    markLost(describeReason());
    logLoss();
    if (Date.now() - connectedAt > HOLDS_AFTER_MS) failures = 0;
    scheduleRetry();
  });

  const describeReason = () => (reason ? `Slack closed it: ${reason}` : "Slack closed it");

  function logLoss(): void {
    const seconds = Math.round((Date.now() - connectedAt) / 1000);
    const level = reason !== undefined && ROUTINE.has(reason) ? "info" : "warn";
    log[level]({ reason: reason ?? "none given", seconds }, "a connection to Slack was closed; reconnecting");
  }

  function markLost(why: string): void {
    lost = { since: lost?.since ?? Date.now(), why };
  }

  async function connect(): Promise<void> {
    connecting = true;
    reason = undefined;
    try {
      await guard(() => client.start().catch(toLoginRejected("SLACK_APP_TOKEN", true)));
      lost = undefined;
      connectedAt = Date.now();
    } catch (error) {
      markLost(error instanceof Error ? error.message : describeReason());
      throw error;
    } finally {
      connecting = false;
      // If the client is stopped while it is still requesting the address, it connects anyway.
      if (stopped) await receiver.stop();
    }
  }

  function scheduleRetry(): void {
    const growing = Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS);
    const pauseMs = reason === TOO_MANY ? TOO_MANY_PAUSE_MS * (1 + Math.random()) : growing;
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch(handleFailure);
    }, pauseMs);
  }

  function handleFailure(error: unknown): void {
    if (stopped) return;
    if (reason === TOO_MANY) log.warn({ reason }, `all connections are taken: ${MOST_PROCESSES}`);
    else log.debug({ err: error, reason, failures }, "could not connect to Slack; retrying");
    scheduleRetry();
  }

  return {
    async start() {
      if (lost === undefined || connecting || timer) return;
      let isStarting = true;
      const first = connect().catch((error: unknown) => {
        if (isStarting && isLoginRejection(error)) throw error;
        handleFailure(error);
      });
      let timeout: NodeJS.Timeout | undefined;
      const timedOut = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, FIRST_ATTEMPT_MS);
      });
      await Promise.race([first, timedOut]).finally(() => {
        isStarting = false;
        clearTimeout(timeout);
      });
    },
    lost: () => lost,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await receiver.stop();
    },
  };
}
