import { setTimeout as delay } from "node:timers/promises";
import type { SocketModeReceiver } from "@slack/bolt";

type Client = SocketModeReceiver["client"];

/** The Socket Mode connections of our app, as Slack counts them: ours and everybody else's who has the same token. */
export interface Connections {
  /** How many of them each process of acct opens. */
  readonly perProcess: number;
  /** What Slack said last; undefined until the first connection is up. */
  latest(): { readonly count: number; readonly at: Date } | undefined;
  /** Has Slack count again. Slack counts only when a connection is made, so this makes one for a moment. */
  recount(): Promise<void>;
}

/** Long enough to acknowledge what Slack hands to a connection that is about to close. */
const LINGER_MS = 3000;

/** Reads the `num_connections` of each `hello` (docs.slack.dev/apis/events-api/using-socket-mode). */
export function watchConnections(clients: readonly Client[], another: () => Client): Connections {
  let latest: { count: number; at: Date } | undefined;
  const keep = (count: number) => {
    latest = { count, at: new Date() };
  };
  for (const client of clients) onHello(client, keep);

  return {
    perProcess: clients.length,
    latest: () => latest,
    async recount() {
      const extra = another();
      onHello(extra, (count) => keep(count - 1));
      try {
        await extra.start();
        await delay(LINGER_MS);
      } finally {
        await extra.disconnect();
      }
    },
  };
}

function onHello(client: Client, tell: (count: number) => void): void {
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    if (isBinary) return;
    const { type, num_connections: count } = JSON.parse(String(data)) as {
      type?: string;
      num_connections?: number;
    };
    if (type === "hello" && typeof count === "number") tell(count);
  });
}
