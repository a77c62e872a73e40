import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { AwayError, BusyError } from "../../../src/chat/chat.ts";
import { type Client, openClient } from "../../../src/chat/mattermost/client.ts";
import {
  isTokenRejection,
  MattermostError,
  toReadableError,
} from "../../../src/chat/mattermost/mattermost-error.ts";
import { unpaced } from "../../../src/chat/pace.ts";

/** A client of a server that answers like this. */
async function openClientOf(
  answer: (response: ServerResponse, url: URL) => void,
  timeoutMs = 5000,
): Promise<Client> {
  const server = createServer((request, response) =>
    answer(response, new URL(request.url ?? "", "http://x")),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return openClient({ url: `http://127.0.0.1:${port}`, token: "token", timeoutMs, pace: unpaced });
}

const page =
  (status: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { "content-type": "text/html", ...headers }).end("<html>Sign in</html>");

it.each<[string, Parameters<typeof openClientOf>[0]]>([
  ["accepts the call and never answers", () => undefined],
  ["sends only the beginning of an answer", (response) => void response.writeHead(200).write('{"id":')],
])("A server that %s is away", async (_, answer) => {
  const client = await openClientOf(answer, 200);
  await expect(client.get("/users/me")).rejects.toThrow(AwayError);
});

it.each([
  ["redirects to a login page", 302, { location: "https://login.example.org/" }],
  ["shows a login page", 200, {}],
  ["asks for a login of its own", 401, {}],
  ["can't reach the server", 502, {}],
  ["knows no such address", 404, {}],
])(
  "If something in front of the server %s, the server is away, and the token is not rejected",
  async (...[, status, headers]) => {
    const client = await openClientOf(page(status, headers));
    const error = await client.post("/posts", {}).catch((thrown: unknown) => thrown);
    expect(isTokenRejection(error)).toBe(false);
    expect(toReadableError(error)).toBeInstanceOf(AwayError);
  },
);

it.each([
  ["X-RateLimit-Reset", { "x-ratelimit-reset": "3" }, 3000],
  ["nothing", {}, 1000],
  ["something that is no duration", { "x-ratelimit-reset": "soon" }, 1000],
  ["a moment instead of a duration", { "x-ratelimit-reset": "1790000000" }, 300_000],
])("A rate limit with %s has a time to wait, whatever its body is", async (_, headers, waitMs) => {
  const client = await openClientOf(
    (response) => void response.writeHead(429, headers).end("limit exceeded"),
  );
  const error = await client.get("/users/me").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BusyError);
  expect(error).toMatchObject({ waitMs });
});

it("An error is recognized by its ID, in whatever language the server explains it", async () => {
  const body = JSON.stringify({
    id: "app.user.missing_account.const",
    message: "Utilisateur introuvable",
    status_code: 404,
  });
  const client = await openClientOf((response) => void response.writeHead(404).end(body));
  const error = await client.get("/users/me").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MattermostError);
  expect(error).toMatchObject({ status: 404, id: "app.user.missing_account.const" });
});

it("A list is read until a page is empty, because any page may be shorter than asked for", async () => {
  const pages = [60, 200, 3].map((length, index) => Array.from({ length }, (_, at) => `${index}-${at}`));
  const client = await openClientOf((response, url) => {
    response.end(JSON.stringify(pages[Number(url.searchParams.get("page"))] ?? []));
  });
  expect(await client.list("/channels")).toHaveLength(263);
});
