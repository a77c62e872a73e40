import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface NewerRt {
  /** The base URL, in place of RT's own. */
  readonly url: string;
  /** All calls so far, such as "GET /REST/2.0/tickets?query=…". */
  readonly calls: readonly string[];
  /** Runs before RT gets a call. */
  before: ((call: string) => Promise<unknown>) | undefined;
  close(): Promise<void>;
}

interface Collection {
  readonly items?: unknown[];
}

/** Longer pages are cut to this length, as if RT had left out what the user may not see. */
const PAGE = 3;

/**
 * Starts a proxy before RT 5.0.3 that behaves as RT 5.0.5 to 6.0 do where they differ: lists say nothing about their length, a page
 * beyond the end is the last page again, messages have other words, and a browser without a login is redirected to the login page.
 * It changes ETags, as web servers do that compress answers.
 */
export async function startNewerRt(target: string): Promise<NewerRt> {
  const calls: string[] = [];
  const newer: NewerRt = {
    url: "",
    calls,
    before: undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "GET", url: path = "/" } = request;
    calls.push(`${method} ${path}`);
    await newer.before?.(`${method} ${path}`);
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const ask = (url: URL) =>
      fetch(url, {
        method,
        headers: headers as Record<string, string>,
        redirect: "manual",
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
    const url = new URL(path, target);
    if (Number(url.searchParams.get("per_page")) > PAGE) url.searchParams.set("per_page", String(PAGE));
    const answer = await ask(url);
    let body = await answer.text();
    const { status } = answer;
    if (status === 401) {
      response.writeHead(302, { location: "/NoAuth/Login.html?next=1" });
      return response.end("Login required");
    }
    const json = parse(body) as Collection | undefined;
    if (json?.items) {
      let { items } = json;
      for (let page = Number(url.searchParams.get("page") ?? 1) - 1; items.length === 0 && page > 0; page--) {
        url.searchParams.set("page", String(page));
        items = ((await (await ask(url)).json()) as Collection).items ?? [];
      }
      body = JSON.stringify({ ...json, items, count: items.length, total: null, pages: null });
    }
    if (method === "PUT" && Array.isArray(json))
      body = JSON.stringify(json.map((message) => `Reworded: ${message}`));
    const kept = ["content-type", "etag", "location"].flatMap((name) => {
      const value = answer.headers.get(name);
      if (value === null) return [];
      return [[name, name === "etag" ? `W/${value.replace(/"$/, '-gzip"')}` : value] as const];
    });
    response.writeHead(status, Object.fromEntries(kept));
    return response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(newer, { url: `http://127.0.0.1:${port}` });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
