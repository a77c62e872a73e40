import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as content from "./add-content.ts";
import { answerCall } from "./answer-call.ts";
import type { ApiAnswer } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";
import { callerFor, ROOT_TOKEN } from "./authenticate.ts";
import { type ClusterSettings, DEFAULT_SETTINGS } from "./cluster-settings.ts";
import { answerEarly, BAD_GATEWAY, type Fault } from "./fault.ts";
import { findMistakes } from "./find-mistakes.ts";
import { readFile } from "./keep-web.ts";
import { type Identity, logIn } from "./log-in.ts";
import { startState } from "./start-state.ts";
import type { ArvadosToken, ArvadosUser } from "./tables.ts";
import { addToken } from "./token-routes.ts";

export interface SimulatedCall {
  readonly method: string;
  /** Below /arvados/v1, without the query: "/users/setup". */
  readonly path: string;
  /** Without tokens. */
  readonly query: string;
  /** The caller's end of the connection. */
  readonly port: number;
}

export interface AnsweredCall extends SimulatedCall {
  /** Undefined as long as there is no answer, and if there never was one. */
  status: number | undefined;
}

export interface SimulatedArvados {
  readonly url: string;
  readonly state: ArvadosState;
  /** The system root token, which may do everything. */
  readonly token: string;
  /** All calls so far, also those that failed. */
  readonly calls: AnsweredCall[];
  addUser(user: content.NewUser): ArvadosUser;
  /** Makes a token for someone. Returns what goes after "Bearer". */
  addToken(user: ArvadosUser, token?: Partial<ArvadosToken>): string;
  /** Logs someone in as the identity provider describes them, and returns the token. */
  logIn(identity: Identity): string;
  /** Runs before a call is carried out: here people act between two calls. */
  before: ((call: SimulatedCall) => void | Promise<void>) | undefined;
  /** Runs after a call was carried out, before the answer is sent. */
  after: ((call: AnsweredCall) => void | Promise<void>) | undefined;
  /** Runs within a call that makes or sets up a user: Arvados has looked what is there, and hasn't written yet. */
  between: (() => Promise<void>) | undefined;
  /** Decides what goes wrong with a call. */
  fault: ((call: SimulatedCall) => Fault | undefined) | undefined;
  /** Closes the server. Throws if a client sent something that Arvados would take for something else. */
  stop(): Promise<void>;
}

export interface ArvadosOptions extends Partial<ClusterSettings> {
  /** Whether calls that Arvados answers, but that a careful client never sends, are mistakes. True by default. */
  readonly isStrict?: boolean;
}

/**
 * Starts a cluster that speaks Arvados' API as arvados-controller does, after its source; each file names it. Users, agreements, and
 * objects are as real as needed to set up, activate, and remove people. It keeps everything in memory.
 */
export async function startArvados({
  isStrict = true,
  ...settings
}: ArvadosOptions = {}): Promise<SimulatedArvados> {
  const state = startState({ ...DEFAULT_SETTINGS, ...settings });
  const mistakes: string[] = [];
  const server = createServer((request, response) => {
    handle(arvados, isStrict ? mistakes : [], request, response).catch((error: unknown) => {
      mistakes.push(String((error as Error).stack ?? error));
      request.socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const arvados: SimulatedArvados = {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    state,
    token: ROOT_TOKEN,
    calls: [],
    addUser: (user) => content.addUser(state, user),
    addToken: (user, token = {}) => bearer(addToken(state, { ...token, owner_uuid: user.uuid })),
    logIn: (identity) => bearer(logIn(state, identity)),
    before: undefined,
    after: undefined,
    between: undefined,
    fault: undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (mistakes.length > 0) throw new Error(`Arvados was called in a wrong way: ${mistakes.join("; ")}`);
    },
  };
  state.settings = { ...state.settings, WebDAVDownload: settings.WebDAVDownload ?? arvados.url };
  return arvados;
}

const bearer = ({ uuid, api_token }: ArvadosToken) => `v2/${uuid}/${api_token}`;

async function handle(
  arvados: SimulatedArvados,
  mistakes: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { method = "GET", url = "/" } = request;
  const [path = "", query = ""] = url.replace(/^\/arvados\/v1/, "").split("?");
  const call: AnsweredCall = {
    method,
    path,
    query: query.replace(/(?<=api_token=)[^&]*/g, ""),
    port: request.socket.remotePort ?? 0,
    status: undefined,
  };
  arvados.calls.push(call);
  await arvados.before?.(call);
  const fault = arvados.fault?.(call);
  if (fault === "silent") return;
  if (fault === "reset") return void request.socket.destroy();
  const requestId = String(request.headers["x-request-id"] ?? `req-${randomBytes(10).toString("hex")}`);
  mistakes.push(...findMistakes({ method, path, query, body, contentType: request.headers["content-type"] }));
  const answer =
    answerEarly(fault, path) ??
    (await run(arvados, request, { method, url, body, requestId, isCut: fault === "half-done" }));
  if (answer === "cut") return void request.socket.destroy();
  if (typeof fault === "object" && "waitMs" in fault)
    await new Promise((resolve) => setTimeout(resolve, fault.waitMs));
  call.status = answer.status;
  await arvados.after?.(call);
  if (fault === "reset-after") return void request.socket.destroy();
  send(response, fault === "bad-gateway-after" ? BAD_GATEWAY : answer, { requestId, method });
}

interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly requestId: string;
  readonly isCut: boolean;
}

class CutError extends Error {}

async function run(
  arvados: SimulatedArvados,
  { headers }: IncomingMessage,
  { isCut, ...call }: Arrived,
): Promise<ApiAnswer | "cut"> {
  if (call.method === "OPTIONS") return { status: 200, body: "" };
  const bearerToken = /^Bearer +(\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  const file = readFile(arvados.state, callerFor(arvados.state, bearerToken), call.url);
  if (file) return file;
  let isFirst = true;
  const between = async () => {
    await arvados.between?.();
    // The first part makes the user, the second one sets it up.
    if (isCut && !(isFirst && call.body.includes('"user"'))) throw new CutError();
    isFirst = false;
  };
  try {
    const answer = await answerCall(arvados.state, {
      ...call,
      method: String(headers["x-http-method-override"] ?? call.method),
      contentType: headers["content-type"],
      authorization: headers.authorization,
      between,
    });
    return isCut ? "cut" : answer;
  } catch (error) {
    if (error instanceof CutError) return "cut";
    throw error;
  }
}

interface Sent {
  readonly requestId: string;
  readonly method: string;
}

function send(
  response: ServerResponse,
  { status, body, headers = {} }: ApiAnswer,
  { requestId, method }: Sent,
): void {
  const isText = typeof body === "string";
  const type = isText ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...type, "x-request-id": requestId, ...headers });
  response.end(method === "HEAD" ? undefined : isText ? body : JSON.stringify(body ?? {}));
}
