import { setTimeout as delay } from "node:timers/promises";
import type { SocketModeReceiver } from "@slack/bolt";

type Client = SocketModeReceiver["client"];

/**
 * The Socket Mode connections of the app, as Slack counts them: acct's own and those of anything else that uses the same
 * token.
 */
export interface Connections {
  /** How many connections each acct process opens. */
  readonly perProcess: number;
  /**
   * Returns Slack's latest count, or undefined until the first connection is up. `isAsked` means that `recount` requested it.
   * The count that Slack sends when acct's own connections open may be too low, because Slack often makes all clients
   * reconnect at the same time.
   */
  latest(): { readonly count: number; readonly at: Date; readonly isAsked: boolean } | undefined;
  /** Makes Slack count again. Slack only counts when a connection opens, so this opens one for a moment. */
  recount(): Promise<void>;
}

/** How long to keep the extra connection open, so that it can acknowledge anything that Slack delivers to it. */
const LINGER_MS = 3000;

/**
 * Watches the connections by reading the `num_connections` of each `hello`
 * (docs.slack.dev/apis/events-api/using-socket-mode).
 */
export function watchConnections(clients: readonly Client[], openExtra: () => Client): Connections {
  let latest: ReturnType<Connections["latest"]>;
  const store = (count: number, isAsked: boolean) => {
    latest = { count, at: new Date(), isAsked };
  };
  for (const client of clients) onHello(client, (count) => store(count, false));

  return {
    perProcess: clients.length,
    latest: () => latest,
    async recount() {
      const extra = openExtra();
      onHello(extra, (count) => store(count - 1, true));
      try {
        await extra.start();
        await delay(LINGER_MS);
      } finally {
        await extra.disconnect();
      }
    },
  };
}

function onHello(client: Client, report: (count: number) => void): void {
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    if (isBinary) return;
    const { type, num_connections: count } = JSON.parse(String(data)) as {
      type?: string;
      num_connections?: number;
    };
    if (type === "hello" && typeof count === "number") report(count);
  });
}
