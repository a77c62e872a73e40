import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface TcpRelay {
  readonly port: number;
  /** Sends new connections to this port. Existing ones stay where they are unless they are cut. */
  moveTo(port: number): void;
  /** Whether the connection that reaches the server from this port goes through this relay. */
  carries(port: number): boolean;
  /** How many connections were accepted so far. */
  accepted(): number;
  /** Cuts every connection. */
  cut(): void;
  /** Forwards nothing in either direction, without closing connections, until it is called with false. */
  silence(isSilent: boolean): void;
  /** Accepts connections and drops them immediately, until it is called with false. */
  refuse(isRefusing: boolean): void;
  /** How many connections were refused. */
  refused(): number;
  stop(): Promise<void>;
}

/** Starts a relay on 127.0.0.1 that forwards connections to a server and can redirect, cut, refuse and silence them. */
export async function startTcpRelay(targetPort: number): Promise<TcpRelay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = targetPort;
  let isSilent = false;
  let isRefusing = false;
  let refusals = 0;
  let acceptances = 0;
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (isRefusing) {
      client.destroy();
      refusals++;
      return;
    }
    acceptances++;
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
    accepted: () => acceptances,
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
