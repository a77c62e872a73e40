import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Listener } from "./answers.ts";
import { freePort } from "./child.ts";

export interface TcpGate {
  readonly port: number;
  /** Lets connections through to the server. */
  open(): Promise<void>;
  /** Cuts every connection and refuses new ones, like a server that is down. */
  shut(): Promise<void>;
}

/** Starts a proxy for a server that can't be stopped because others use it, too. The proxy is shut at first. */
export async function startTcpGate(target: Listener): Promise<TcpGate> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  return {
    port,
    async open() {
      server = createServer((client) => {
        const upstream = connect(target);
        for (const [socket, other] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          sockets.add(socket);
          socket
            .on("error", () => other.destroy())
            .on("close", () => {
              sockets.delete(socket);
              other.destroy();
            });
          socket.pipe(other);
        }
      });
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    async shut() {
      const closing = server && once(server, "close");
      server?.close();
      for (const socket of sockets) socket.destroy();
      server = undefined;
      await closing;
    },
  };
}
