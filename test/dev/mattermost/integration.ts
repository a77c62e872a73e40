import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that the server sent to the integration. */
export interface Callback {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Integration {
  readonly url: string;
  /** What arrived since the last `expecting`. */
  readonly callbacks: readonly Callback[];
  /** Forgets what arrived, and answers with this from now on. */
  expecting(
    answer: object | string,
    options?: { readonly status?: number; readonly before?: () => Promise<unknown> },
  ): void;
  stop(): Promise<void>;
}

/**
 * Starts an integration on this machine. A real server on another machine reaches it by the name in `MATTERMOST_CALLBACK_HOST`,
 * and must be allowed to call it by AllowedUntrustedInternalConnections.
 */
export async function startIntegration(): Promise<Integration> {
  const callbacks: Callback[] = [];
  let reply: { answer: object | string; status: number; before: () => Promise<unknown> } = {
    answer: {},
    status: 200,
    before: async () => undefined,
  };
  const server = createServer(async (request, response) => {
    const { answer, status, before } = reply;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const isJson = request.headers["content-type"]?.includes("json") === true;
    const body = isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    callbacks.push({ headers: request.headers, text, body });
    await before();
    response.statusCode = status;
    response.setHeader("content-type", typeof answer === "string" ? "text/html" : "application/json");
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  const host = process.env.MATTERMOST_CALLBACK_HOST ?? "127.0.0.1";
  server.listen(0, host === "127.0.0.1" ? host : undefined);
  await once(server, "listening");
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/callback`,
    callbacks,
    expecting(answer, { status = 200, before = async () => undefined } = {}) {
      callbacks.length = 0;
      reply = { answer, status, before };
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
