import type { SocketModeReceiver } from "@slack/bolt";
import type { LoginGuard } from "../../credentials/login-guard.ts";
import type { Log } from "../../log.ts";
import { isLoginRefusal, toLoginRefused } from "./login-refused.ts";

export interface Connection {
  /**
   * Connects, and from then on connects again whenever the connection is lost. Returns when it is connected, or when that
   * takes longer than anybody should wait for at a start. Throws only when Slack refuses the token at the first attempt.
   */
  start(): Promise<void>;
  /** What keeps it from being connected, and since when; undefined: it is. */
  lost(): Loss | undefined;
  stop(): Promise<void>;
}

export interface Loss {
  readonly since: number;
  readonly why: string;
}

const FIRST_ATTEMPT_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
/** One that ends sooner was not wanted: Slack takes ten connections of an app and ends the eleventh at once. */
const HOLDS_AFTER_MS = 60_000;

/**
 * Keeps one Socket Mode connection. The client's own way of connecting again is switched off for two faults: it takes some
 * of Slack's answers as final and rejects where nobody listens, which ends the process, and its pauses grow without end.
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
    // While it connects, `start` itself rejects.
    if (connecting || stopped || timer) return;
    lose("Slack closed it");
    if (Date.now() - connectedAt > HOLDS_AFTER_MS) failures = 0;
    again();
  });

  function lose(why: string): void {
    lost = { since: lost?.since ?? Date.now(), why };
  }

  async function connect(): Promise<void> {
    connecting = true;
    try {
      await guard(() => client.start().catch(toLoginRefused("SLACK_APP_TOKEN", true)));
      lost = undefined;
      connectedAt = Date.now();
    } catch (error) {
      lose(error instanceof Error ? error.message : "Slack closed it");
      throw error;
    } finally {
      connecting = false;
      // Told to stop while the address was being asked for, the client connects all the same.
      if (stopped) await receiver.stop();
    }
  }

  function again(): void {
    const pauseMs = Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS);
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch(retry);
    }, pauseMs);
  }

  function retry(error: unknown): void {
    if (stopped) return;
    log.debug({ err: error, failures }, "could not connect to Slack; retrying");
    again();
  }

  return {
    async start() {
      let isWaitedFor = true;
      const first = connect().catch((error: unknown) => {
        if (isWaitedFor && isLoginRefusal(error)) throw error;
        retry(error);
      });
      let impatience: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        impatience = setTimeout(resolve, FIRST_ATTEMPT_MS);
      });
      await Promise.race([first, enough]).finally(() => {
        isWaitedFor = false;
        clearTimeout(impatience);
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
