import { setTimeout as delay } from "node:timers/promises";
import type { SocketModeReceiver } from "@slack/bolt";

type Client = SocketModeReceiver["client"];

/** The Socket Mode connections of our app, as Slack counts them: ours and everybody else's who has the same token. */
export interface Connections {
  /** How many of them each process of acct opens. */
  readonly perProcess: number;
  /**
   * What Slack said last; undefined until the first connection is up. `isAsked`: in answer to `recount`. What it says when
   * our own connections come up may be too low, because Slack often has everybody connect anew at the same time.
   */
  latest(): { readonly count: number; readonly at: Date; readonly isAsked: boolean } | undefined;
  /** Has Slack count again. Slack counts only when a connection is made, so this makes one for a moment. */
  recount(): Promise<void>;
}

/** Long enough to acknowledge what Slack hands to a connection that is about to close. */
const LINGER_MS = 3000;

/** Reads the `num_connections` of each `hello` (docs.slack.dev/apis/events-api/using-socket-mode). */
export function watchConnections(clients: readonly Client[], another: () => Client): Connections {
  let latest: ReturnType<Connections["latest"]>;
  const keep = (count: number, isAsked: boolean) => {
    latest = { count, at: new Date(), isAsked };
  };
  for (const client of clients) onHello(client, (count) => keep(count, false));

  return {
    perProcess: clients.length,
    latest: () => latest,
    async recount() {
      const extra = another();
      onHello(extra, (count) => keep(count - 1, true));
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
