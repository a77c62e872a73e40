import type { SocketModeReceiver } from "@slack/bolt";
import type { LoginGuard } from "../../credentials/login-guard.ts";
import type { Log } from "../../log.ts";
import { isLoginRejection, toLoginRejected } from "./login-rejected.ts";

export interface Connection {
  /**
   * Connects, and reconnects whenever the connection is lost. Returns once it is connected, or after `FIRST_ATTEMPT_MS`, so
   * that a slow connection doesn't hold up the start. Throws only if Slack rejects the token at the first attempt.
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

  client.on("disconnected", () => {
    // While it is still connecting, `start` rejects, so there is nothing to do here.
    if (connecting || stopped || timer) return;
    markLost("Slack closed it");
    if (Date.now() - connectedAt > HOLDS_AFTER_MS) failures = 0;
    scheduleRetry();
  });

  function markLost(why: string): void {
    lost = { since: lost?.since ?? Date.now(), why };
  }

  async function connect(): Promise<void> {
    connecting = true;
    try {
      await guard(() => client.start().catch(toLoginRejected("SLACK_APP_TOKEN", true)));
      lost = undefined;
      connectedAt = Date.now();
    } catch (error) {
      markLost(error instanceof Error ? error.message : "Slack closed it");
      throw error;
    } finally {
      connecting = false;
      // If the client is stopped while it is still requesting the address, it connects anyway.
      if (stopped) await receiver.stop();
    }
  }

  function scheduleRetry(): void {
    const pauseMs = Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS);
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch(handleFailure);
    }, pauseMs);
  }

  function handleFailure(error: unknown): void {
    if (stopped) return;
    log.debug({ err: error, failures }, "could not connect to Slack; retrying");
    scheduleRetry();
  }

  return {
    async start() {
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
