import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

/** A call as it arrived. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What goes wrong with a call: a proxy or the server itself answers something else, nothing, or cuts the connection. */
export type ApiFault = "silent" | "reset" | ApiAnswer;

/** A page as proxies show it when the server behind them is away. */
export const BAD_GATEWAY: ApiAnswer = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body></html>",
};

export interface SimulatedApi {
  readonly url: string;
  /** All calls so far, also those that failed. */
  readonly calls: readonly ApiCall[];
  /** Decides what goes wrong with a call. */
  fault: ((call: ApiCall) => ApiFault | undefined) | undefined;
  /** Closes the server. Throws if anyone sent what the real server would not take, or would take for something else. */
  stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1. `answer` throws about a call that a client must never send; `stop` reports that. */
export async function startSimulatedApi(answer: (call: ApiCall) => ApiAnswer): Promise<SimulatedApi> {
  const calls: ApiCall[] = [];
  const violations: string[] = [];
  const server = createServer(
    (request, response) => void handle(request, response).catch(() => response.destroy()),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const api: SimulatedApi = {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    calls,
    fault: undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (violations.length > 0) throw new Error(violations.join("\n"));
    },
  };
  return api;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    calls.push(call);
    const fault = api.fault?.(call);
    if (fault === "silent") return;
    if (fault === "reset") return void request.socket.destroy();
    const { status, headers, body } = fault ?? judge(call);
    response.writeHead(status, headers);
    response.end(body);
  }

  function judge(call: ApiCall): ApiAnswer {
    try {
      return answer(call);
    } catch (error) {
      violations.push(`${call.method} ${call.path}: ${(error as Error).message}`);
      return { status: 500, headers: { "content-type": "text/plain" }, body: (error as Error).message };
    }
  }
}

async function readCall(request: IncomingMessage): Promise<ApiCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const body = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body,
  };
}
