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
  /** How many of this process's connections are open now. */
  open(): number;
  /**
   * Returns Slack's latest count, or undefined until the first connection is up. `isAsked` means that `recount` requested it.
   * The count that Slack sends when acct's own connections open may be too low, because Slack often makes all clients
   * reconnect at the same time.
   */
  latest(): { readonly count: number; readonly at: Date; readonly isAsked: boolean } | undefined;
  /** Makes Slack count again. Slack only counts when a connection opens, so this opens one for a moment. */
  recount(): Promise<void>;
}

/** Slack closes any further one with the reason `TOO_MANY` (docs.slack.dev/apis/events-api/using-socket-mode). */
export const MAX_CONNECTIONS = 10;
export const TOO_MANY = "too_many_websockets";
const PER_PROCESS = 2;
/** What operators should know about it, within a sentence. */
export const MOST_PROCESSES = `Slack allows ${MAX_CONNECTIONS} connections per app, which is enough for ${MAX_CONNECTIONS / PER_PROCESS} processes of acct`;

/** How long to keep the extra connection open, so that it can acknowledge anything that Slack delivers to it. */
const LINGER_MS = 3000;

/**
 * Watches the connections by reading the `num_connections` of each `hello`
 * (docs.slack.dev/apis/events-api/using-socket-mode).
 */
export function watchConnections(
  clients: readonly Client[],
  { open, openExtra }: { open(): number; openExtra(): Client },
): Connections {
  let latest: ReturnType<Connections["latest"]>;
  const store = (count: number, isAsked: boolean) => {
    latest = { count, at: new Date(), isAsked };
  };
  for (const client of clients) onHello(client, (count) => store(count, false));

  return {
    perProcess: clients.length,
    open,
    latest: () => latest,
    async recount() {
      const extra = openExtra();
      let isSurplus = false;
      onHello(extra, (count) => store(count - 1, true));
      onDisconnect(extra, (reason) => {
        isSurplus = reason === TOO_MANY;
      });
      try {
        await extra.start();
        await delay(LINGER_MS);
      } catch (error) {
        // This says how many there are as well.
        if (!isSurplus) throw error;
        store(MAX_CONNECTIONS, true);
      } finally {
        await extra.disconnect();
      }
    },
  };
}

/** Calls `report` when Slack says how many connections there are. */
function onHello(client: Client, report: (count: number) => void): void {
  onMessage(client, ({ type, num_connections: count }) => {
    if (type === "hello" && typeof count === "number") report(count);
  });
}

/** Calls `report` when Slack says that it closes the connection, and why. */
export function onDisconnect(client: Client, report: (reason: string | undefined) => void): void {
  onMessage(client, ({ type, reason }) => {
    if (type === "disconnect") report(reason);
  });
}

interface SocketMessage {
  readonly type?: string;
  readonly num_connections?: number;
  readonly reason?: string;
}

function onMessage(client: Client, read: (message: SocketMessage) => void): void {
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    if (!isBinary) read(JSON.parse(String(data)) as SocketMessage);
  });
}
