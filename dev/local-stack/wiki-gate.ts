import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";

/** A call of a wiki's API. */
export interface WikiGateCall {
  /** "query", "login", or "edit" */
  readonly action: string;
  readonly form: URLSearchParams;
  /** The body as it came. */
  readonly body: string;
  readonly method: string;
  /** The URL by which the caller asked. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

interface GateAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WikiGate {
  readonly apiUrl: string;
  /** All calls so far. */
  readonly calls: readonly WikiGateCall[];
  /** Runs before the wiki gets a call. What it returns is the answer, and the wiki never gets the call. */
  before: ((call: WikiGateCall) => Promise<GateAnswer | undefined> | GateAnswer | undefined) | undefined;
  /** Runs after the wiki has answered a call. If it returns true, the answer is lost. */
  loses: ((call: WikiGateCall) => boolean) | undefined;
  close(): Promise<void>;
}

interface GateOptions {
  /** The cookies that the wiki gets instead of the caller's. */
  readonly cookies?: () => string;
}

/** Starts a proxy in front of the API of a wiki. */
export async function startWikiGate(target: string, { cookies }: GateOptions = {}): Promise<WikiGate> {
  const calls: WikiGateCall[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const form = new URLSearchParams(body);
    const { headers, method = "" } = request;
    const url = `http://${headers.host}${request.url}`;
    const call = { action: form.get("action") ?? "", form, body, method, url, headers };
    calls.push(call);
    const own = await gate.before?.(call);
    if (own) {
      response.writeHead(own.status ?? 200, { "content-type": "application/json", ...own.headers });
      response.end(own.body);
      return;
    }
    const answer = await fetch(target, {
      method,
      headers: {
        "content-type": headers["content-type"] ?? "",
        cookie: cookies ? cookies() : (headers.cookie ?? ""),
      },
      body,
    });
    const text = await answer.text();
    if (gate.loses?.(call)) {
      request.socket.destroy();
      return;
    }
    if (!cookies) for (const line of answer.headers.getSetCookie()) response.appendHeader("set-cookie", line);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const gate: WikiGate = {
    apiUrl: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    calls,
    before: undefined,
    loses: undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return gate;
}

/** An error as the API writes it, with the status 200 (API:Errors and warnings). */
export const wikiError = (code: string, info: string, more: object = {}): string =>
  JSON.stringify({ error: { code, info, ...more, docref: "See api.php for API usage." } });
