import type { RequestListener } from "node:http";
import { type App, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import type { LoginGuards } from "../../credentials/login-guard.ts";
import type { Log } from "../../log.ts";
import { openSocketDispatcher } from "../../outbound/proxy.ts";
import { boltLogger } from "./bolt-logger.ts";
import { type Connections, watchConnections } from "./connections.ts";
import { keepConnected } from "./keep-connected.ts";
import { SLACK_LOGINS } from "./login-rejected.ts";
import type { SlackConfig } from "./slack-config.ts";
import { watchDeliveries } from "./watch-deliveries.ts";

export interface Receivers {
  readonly main: Receiver;
  readonly requestListener: RequestListener | undefined;
  /** Undefined in HTTP mode, where Slack reaches one address only. */
  readonly connections: Connections | undefined;
  /** In HTTP mode: how many deliveries were rejected because of their signature. */
  readonly rejected?: () => number;
  /** Throws only if Slack rejects the token. If Slack can't be reached, this keeps trying in the background. */
  start(bolt: App): Promise<void>;
  /** Returns why interactions don't reach acct, or undefined if they do. */
  findOutage(): string | undefined;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
/** A connection that Slack refreshes, or one that is lost, is usually back within seconds. */
const OUTAGE_AFTER_MS = 15_000;

/**
 * Opens the receivers of Slack's deliveries. Socket Mode gets two connections: when Slack refreshes one, there is a gap of
 * five seconds in which a click would be lost, because Slack doesn't repeat clicks.
 */
export function openReceivers(config: SlackConfig, log: Log, guards: LoginGuards): Receivers {
  const logger = boltLogger(log);
  if (config.mode === "http") {
    const receiver = new HTTPReceiver({ signingSecret: config.signingSecret, logger });
    const deliveries = watchDeliveries(receiver.requestListener, log);
    return {
      main: receiver,
      requestListener: deliveries.listener,
      connections: undefined,
      rejected: deliveries.rejected,
      // acct's web server passes Slack's requests on, so Bolt's own server is not used.
      start: async () => undefined,
      findOutage: deliveries.findOutage,
      stop: async () => undefined,
    };
  }
  const openSocket = () =>
    new SocketModeReceiver({
      dispatcher: openSocketDispatcher(),
      appToken: config.appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: { slackApiUrl: config.apiUrl, timeout: TIMEOUT_MS, retryConfig: { retries: 0 } },
      },
    } as ConstructorParameters<typeof SocketModeReceiver>[0]);
  const [first, second] = [openSocket(), openSocket()];
  const guard = guards("Slack connection", [config.appToken], SLACK_LOGINS);
  const sockets = [keepConnected(first, log, guard), keepConnected(second, log, guard)];
  let app: App | undefined;
  const connections = watchConnections([first.client, second.client], {
    open: () => sockets.filter((connection) => connection.lost() === undefined).length,
    openExtra: () => {
      const extra = openSocket();
      if (app) extra.init(app);
      return extra.client;
    },
  });
  return {
    main: first,
    requestListener: undefined,
    connections,
    async start(bolt) {
      app = bolt;
      second.init(bolt);
      await Promise.all(sockets.map((connection) => connection.start()));
    },
    findOutage() {
      const losses = sockets.flatMap((connection) => connection.lost() ?? []);
      const since = Date.now() - OUTAGE_AFTER_MS;
      if (losses.length < sockets.length || losses.some((loss) => loss.since > since)) return undefined;
      return losses[0]?.why;
    },
    async stop() {
      await Promise.all(sockets.map((connection) => connection.stop()));
    },
  };
}
