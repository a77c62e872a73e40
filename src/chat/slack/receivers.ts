import type { RequestListener } from "node:http";
import { type App, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import type { LoginGuards } from "../../credentials/login-guard.ts";
import type { Log } from "../../log.ts";
import { boltLogger } from "./bolt-logger.ts";
import { type Connections, watchConnections } from "./connections.ts";
import { keepConnected } from "./keep-connected.ts";
import { SLACK_LOGINS } from "./login-refused.ts";
import type { SlackConfig } from "./slack-config.ts";

export interface Receivers {
  readonly main: Receiver;
  readonly requestListener: RequestListener | undefined;
  /** Undefined in HTTP mode, where Slack reaches one address only. */
  readonly connections: Connections | undefined;
  /** Throws only when Slack refuses the token; while Slack is away it goes on trying in the background. */
  start(bolt: App): Promise<void>;
  /** Why nothing that people do reaches us; undefined: it does. */
  deaf(): string | undefined;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
/** A connection that Slack renews, or one that is lost, is back in seconds. */
const DEAF_AFTER_MS = 15_000;

/**
 * How Slack reaches us. Socket Mode gets two connections: while Slack refreshes one it leaves a hole of five seconds,
 * in which a click would be lost, because Slack does not repeat clicks.
 */
export function openReceivers(config: SlackConfig, log: Log, guards: LoginGuards): Receivers {
  const logger = boltLogger(log);
  if (config.mode === "http") {
    const receiver = new HTTPReceiver({ signingSecret: config.signingSecret, logger });
    return {
      main: receiver,
      requestListener: receiver.requestListener,
      connections: undefined,
      // The web server listens and passes requests on; Bolt's own server is not used.
      start: async () => undefined,
      // Only Slack knows whether its deliveries arrive.
      deaf: () => undefined,
      stop: async () => undefined,
    };
  }
  const socket = () =>
    new SocketModeReceiver({
      appToken: config.appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: { slackApiUrl: config.apiUrl, timeout: TIMEOUT_MS, retryConfig: { retries: 0 } },
      },
    } as ConstructorParameters<typeof SocketModeReceiver>[0]);
  const [first, second] = [socket(), socket()];
  const guard = guards("Slack connection", [config.appToken], SLACK_LOGINS);
  const kept = [keepConnected(first, log, guard), keepConnected(second, log, guard)];
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
      await Promise.all(kept.map((connection) => connection.start()));
    },
    deaf() {
      const losses = kept.flatMap((connection) => connection.lost() ?? []);
      const since = Date.now() - DEAF_AFTER_MS;
      if (losses.length < kept.length || losses.some((loss) => loss.since > since)) return undefined;
      return losses[0]?.why;
    },
    async stop() {
      await Promise.all(kept.map((connection) => connection.stop()));
    },
  };
}
