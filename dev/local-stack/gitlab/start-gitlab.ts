import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ApiAnswer, ApiError } from "./api-answer.ts";
import { type Access, authenticate } from "./authenticate.ts";
import {
  addGroup,
  addUser,
  type GitLabState,
  type NewUser,
  newState,
  removeUser,
  type SimulatedGroup,
  type SimulatedUser,
} from "./gitlab-state.ts";
import type { Paging } from "./paginate.ts";
import { answerCall } from "./routes.ts";

/** What goes wrong with a call. "…-after": only after it was carried out. */
export type Fault =
  | "reset"
  | "reset-after"
  | "bad-gateway"
  | "bad-gateway-after"
  | "silent"
  | "busy"
  | "busy-without-header"
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

export interface SimulatedCall {
  readonly method: string;
  /** Below /api/v4, with the query: "/users/3/approve". */
  readonly path: string;
  /** The caller's end of the connection. */
  readonly port: number;
}

export interface SimulatedGitLab extends Access, Paging {
  readonly url: string;
  readonly state: GitLabState;
  /** All calls so far, also those that failed: "POST /users/3/approve". */
  readonly calls: string[];
  addUser(user: NewUser): SimulatedUser;
  removeUser(id: number): void;
  addGroup(fullPath: string): SimulatedGroup;
  /** Runs the background job that deletes rejected accounts (app/workers/delete_user_worker.rb). */
  finishDeletions(): void;
  /** Runs before a call is carried out: here people act between two calls. */
  before: ((call: SimulatedCall) => void) | undefined;
  /** Decides what goes wrong with a call. */
  fault: ((call: SimulatedCall) => Fault | undefined) | undefined;
  /** Closes the server. Throws if a client sent something that GitLab has no meaning for. */
  stop(): Promise<void>;
}

/** lib/gitlab/throttle.rb: the text that GitLab sends with 429. */
const RETRY_LATER = "Retry later\n";
const BAD_GATEWAY =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/**
 * Starts a server that speaks the calls of GitLab's REST API v4 that acct uses, after GitLab's source; each file names it. It keeps
 * everything in memory.
 */
export async function startGitLab(): Promise<SimulatedGitLab> {
  const state = newState();
  const mistakes: string[] = [];
  const root = addUser(state, { username: "root", is_admin: true });
  const server = createServer((request, response) => {
    handle(gitlab, mistakes, request, response).catch((error: unknown) => {
      mistakes.push(String(error));
      request.socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const gitlab: SimulatedGitLab = {
    url,
    state,
    calls: [],
    token: "glpat-simulated-0123456789",
    owner: root,
    scopes: ["api", "admin_mode"],
    adminMode: false,
    expiresOn: "2027-06-01",
    now: () => Date.parse("2026-11-01T12:00:00Z"),
    keyset: "supported",
    link: url,
    offsetLimit: 50_000,
    addUser: (user) => addUser(state, user),
    removeUser: (id) => removeUser(state, id),
    addGroup: (fullPath) => addGroup(state, fullPath),
    finishDeletions() {
      for (const id of state.condemned) removeUser(state, id);
      state.condemned.clear();
    },
    before: undefined,
    fault: undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (mistakes.length > 0) throw new Error(`GitLab was called in a wrong way: ${mistakes.join("; ")}`);
    },
  };
  return gitlab;
}

async function handle(
  gitlab: SimulatedGitLab,
  mistakes: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = "GET", url = "/" } = request;
  const path = url.replace(/^\/api\/v4/, "");
  if (path === url) mistakes.push(`${url} is not below /api/v4`);
  const call = { method, path, port: request.socket.remotePort ?? 0 };
  gitlab.calls.push(`${method} ${path}`);
  gitlab.before?.(call);
  const fault = gitlab.fault?.(call);
  if (fault === "silent") return;
  if (fault === "reset") return void request.socket.destroy();
  const answer =
    early(fault) ?? run(gitlab, mistakes, request, { method, path, body: Buffer.concat(chunks).toString() });
  if (fault === "reset-after") return void request.socket.destroy();
  send(response, fault === "bad-gateway-after" ? badGateway : answer);
}

const badGateway: ApiAnswer = { status: 502, body: BAD_GATEWAY, headers: { "content-type": "text/html" } };

/** What answers before GitLab gets the call: a proxy, or its own limits (lib/gitlab/rack_attack.rb). */
function early(fault: Fault | undefined): ApiAnswer | undefined {
  const plain = { "content-type": "text/plain" };
  if (fault === "bad-gateway") return badGateway;
  if (fault === "busy") return { status: 429, body: RETRY_LATER, headers: { ...plain, "retry-after": "17" } };
  if (fault === "busy-without-header") return { status: 429, body: RETRY_LATER, headers: plain };
  return typeof fault === "object" ? fault : undefined;
}

function run(
  gitlab: SimulatedGitLab,
  mistakes: string[],
  request: IncomingMessage,
  call: Omit<SimulatedCall, "port"> & { readonly body: string },
): ApiAnswer {
  try {
    const json = request.headers["content-type"]?.startsWith("application/json");
    if (call.body !== "" && !json) mistakes.push(`${call.method} ${call.path} has a body that isn't JSON`);
    const isAdmin = authenticate(gitlab, request);
    return answerCall(gitlab, { ...call, isAdmin, mistake: (text) => mistakes.push(text) });
  } catch (error) {
    if (error instanceof ApiError) return error.answer;
    throw error;
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  const isText = typeof body === "string";
  response.writeHead(status, { ...(isText ? {} : { "content-type": "application/json" }), ...headers });
  // Grape sends "null" for a call that returns nothing (GitLab answers a block of a blocked user this way).
  response.end(status === 204 ? undefined : isText ? body : JSON.stringify(body ?? null));
}
