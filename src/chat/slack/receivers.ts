import type { RequestListener } from "node:http";
import { type App, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import type { Log } from "../../log.ts";
import { boltLogger } from "./bolt-logger.ts";
import { type Connections, watchConnections } from "./connections.ts";
import type { SlackConfig } from "./slack-config.ts";

export interface Receivers {
  readonly main: Receiver;
  readonly requestListener: RequestListener | undefined;
  /** Undefined in HTTP mode, where Slack reaches one address only. */
  readonly connections: Connections | undefined;
  start(bolt: App): Promise<void>;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
/**
 * Asking for a new connection, for as long as Slack is away and never less than twice a minute: the client's own
 * pauses grow without end. `unref`: one that waits for its next try does not keep a process from ending.
 */
const AGAIN = { forever: true, factor: 1.3, maxTimeout: 30_000, unref: true };

/**
 * How Slack reaches us. Socket Mode gets two connections: while Slack refreshes one it leaves a hole of five seconds,
 * in which a click would be lost, because Slack does not repeat clicks.
 */
export function openReceivers(config: SlackConfig, log: Log): Receivers {
  const logger = boltLogger(log);
  if (config.mode === "http") {
    const receiver = new HTTPReceiver({ signingSecret: config.signingSecret, logger });
    return {
      main: receiver,
      requestListener: receiver.requestListener,
      connections: undefined,
      // The web server listens and passes requests on; Bolt's own server is not used.
      start: async () => undefined,
      stop: async () => undefined,
    };
  }
  const socket = () =>
    new SocketModeReceiver({
      appToken: config.appToken,
      logger,
      installerOptions: {
        clientOptions: { slackApiUrl: config.apiUrl, timeout: TIMEOUT_MS, retryConfig: AGAIN },
      },
    } as ConstructorParameters<typeof SocketModeReceiver>[0]);
  const [first, second] = [socket(), socket()];
  let app: App | undefined;
  const connections = watchConnections([first.client, second.client], () => {
    const another = socket();
    if (app) another.init(app);
    return another.client;
  });
  return {
    main: first,
    requestListener: undefined,
    connections,
    async start(bolt) {
      app = bolt;
      second.init(bolt);
      await Promise.all([first.start(), second.start()]);
    },
    async stop() {
      // A client that tries to connect again would reject, unheard, what it waits for, and that ends the process.
      for (const { client } of [first, second]) client.removeAllListeners("disconnected");
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}
