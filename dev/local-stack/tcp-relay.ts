import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpRelay {
  readonly port: number;
  /** Where connections lead from now on; those that are there stay, unless they are cut. */
  moveTo(port: number): void;
  /** Whether the connection that reaches the server from this port came this way. */
  carries(port: number): boolean;
  /** Ends every connection at once. */
  cut(): void;
  /** Lets nothing through in either direction, and says nothing of it, until it is called with false. */
  silence(isSilent: boolean): void;
  /** Takes connections and drops them at once. */
  refuse(isRefusing: boolean): void;
  /** How many connections were refused. */
  refused(): number;
  stop(): Promise<void>;
}

/** An address on 127.0.0.1 that leads to a server and can be moved, cut, refused and silenced. */
export async function startTcpRelay(targetPort: number): Promise<TcpRelay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = targetPort;
  let isSilent = false;
  let isRefusing = false;
  let refusals = 0;
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (isRefusing) {
      client.destroy();
      refusals++;
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const [from, to] of [pair, pair.toReversed() as unknown as typeof pair]) {
      from.on("error", end).on("close", end);
      from.on("data", (chunk: Buffer) => to.write(chunk));
      if (isSilent) from.pause();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port: typeof address === "object" && address ? address.port : 0,
    moveTo(port) {
      target = port;
    },
    carries: (port) => [...pairs].some(([, upstream]) => upstream.localPort === port),
    cut,
    silence(silent) {
      isSilent = silent;
      for (const pair of pairs) for (const socket of pair) silent ? socket.pause() : socket.resume();
    },
    refuse(refusing) {
      isRefusing = refusing;
    },
    refused: () => refusals,
    async stop() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
