import { once } from "node:events";
import { createServer } from "node:http";

export interface HttpTap {
  readonly url: string;
  /** All calls so far, such as "POST /v3/users". */
  readonly calls: readonly string[];
  /** Runs for each call, with the caller's port. If it returns true, the connection is cut before the server gets the call. */
  refuses: ((call: string, port: number) => boolean) | undefined;
  /** Runs after the server has handled a call. If it returns true, the response is lost. */
  loses: ((call: string, port: number) => boolean) | undefined;
  /** If it returns true, each list in the response has one entry at most and is marked as cut, as Keystone's list_limit does. */
  truncates: ((call: string) => boolean) | undefined;
  /** The largest number of simultaneous calls so far. */
  mostAtOnce(): number;
  /** The token of the latest call that had one. */
  token(): string;
  close(): Promise<void>;
}

/** Starts a proxy for an HTTP server. For the n-th call that `counts`, it cuts the connection instead of returning the response. */
export async function startHttpTap(
  target: string,
  cutAt: number,
  counts: (call: string) => boolean = () => true,
): Promise<HttpTap> {
  const calls: string[] = [];
  let seen = 0;
  let [atOnce, mostAtOnce] = [0, 0];
  let token = "";
  const tap: HttpTap = {
    url: "",
    calls,
    refuses: undefined,
    loses: undefined,
    truncates: undefined,
    mostAtOnce: () => mostAtOnce,
    token: () => token,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = `${request.method} ${request.url}`;
    const port = request.socket.remotePort ?? 0;
    calls.push(call);
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on("close", () => atOnce--);
    token = String(request.headers["x-auth-token"] ?? token);
    if (tap.refuses?.(call, port)) {
      request.socket.destroy();
      return;
    }
    const isCut = counts(call) && ++seen === cutAt;
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? "/", target), {
      method: request.method ?? "GET",
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const whole = Buffer.from(await answer.arrayBuffer());
    const body = tap.truncates?.(call) ? truncate(whole) : whole;
    if (isCut || tap.loses?.(call, port)) {
      request.socket.destroy();
      return;
    }
    const made = answer.headers.get("x-subject-token");
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "text/plain",
      ...(made ? { "x-subject-token": made } : {}),
    });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  Object.assign(tap, {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
  });
  return tap;
}

function truncate(body: Buffer): Buffer {
  const answer = JSON.parse(body.toString()) as Record<string, unknown>;
  const cut = Object.entries(answer).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.slice(0, 1) : value,
  ]);
  return Buffer.from(JSON.stringify({ ...Object.fromEntries(cut), truncated: true }));
}
