import { once } from "node:events";
import { createServer, request as requestHttp } from "node:http";
import { connect, type Socket } from "node:net";

export interface ForwardProxy {
  /** With the user and password that the proxy asks for. */
  readonly url: string;
  readonly port: number;
  /** What it was asked for, in order: "CONNECT slack.campus.test:443". */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const LOGIN = "acct:through";

/**
 * Starts the only way out of a network: a proxy for HTTP and CONNECT (RFC 9110 §9.3.6). It alone knows the hosts outside, which are
 * ports of 127.0.0.1, so whatever goes past it finds none of them.
 */
export async function startForwardProxy(outside: Readonly<Record<string, number>>): Promise<ForwardProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const isKnown = (login: string | undefined) => login === `Basic ${Buffer.from(LOGIN).toString("base64")}`;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { hostname, pathname, search } = new URL(request.url ?? "", "http://none");
    const port = outside[hostname];
    if (!isKnown(request.headers["proxy-authorization"])) return response.writeHead(407).end();
    if (port === undefined) return response.writeHead(502).end();
    const { method, headers } = request;
    const sent = requestHttp({ port, method, headers, path: pathname + search }, (answer) =>
      answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)),
    );
    sent.on("error", () => response.destroy());
    return request.pipe(sent);
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.on("connect", (request, client: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    client.on("error", () => client.destroy());
    const port = outside[request.url?.split(":")[0] ?? ""];
    if (!isKnown(request.headers["proxy-authorization"])) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    if (port === undefined) {
      client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://${LOGIN}@127.0.0.1:${port}`,
    port,
    asked,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
