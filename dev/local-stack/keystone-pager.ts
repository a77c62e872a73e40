import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export interface KeystonePager {
  /** The URL of the API, which ends in /v3. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a proxy before a Keystone that divides its list of users into pages, as newer ones do. The links to the
 * next pages name another host, as they do behind a proxy whose `public_endpoint` isn't set.
 */
export async function startKeystonePager(target: string, pageSize: number): Promise<KeystonePager> {
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", target);
      const marker = Number(searchParams.get("marker") ?? 0);
      searchParams.delete("marker");
      const headers = {
        "content-type": "application/json",
        "x-auth-token": String(request.headers["x-auth-token"] ?? ""),
      };
      const method = request.method ?? "GET";
      const body = method === "GET" ? undefined : await text(request);
      const answer = await fetch(`${new URL(target).origin}${pathname}?${searchParams}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      const whole = await answer.text();
      response.writeHead(answer.status, {
        "content-type": "application/json",
        "x-subject-token": answer.headers.get("x-subject-token") ?? "",
      });
      if (pathname !== "/v3/users") return response.end(whole);
      const { users } = JSON.parse(whole) as { users: unknown[] };
      const end = marker + pageSize;
      const query = new URLSearchParams({ ...Object.fromEntries(searchParams), marker: String(end) });
      const next = end < users.length ? `http://keystone.invalid/v3/users?${query}` : null;
      return response.end(JSON.stringify({ users: users.slice(marker, end), links: { next } }));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/v3`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
