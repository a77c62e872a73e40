import { LoginRejectedError } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import { jsonIn } from "../json-in.ts";
import { explainUnreachable } from "../outbound/explain-unreachable.ts";
import { fetchTrusting } from "../outbound/fetch-trusting.ts";
import { readBody } from "../outbound/read-body.ts";
import { ArvadosError, isOurMistake, LostAnswerError } from "./arvados-error.ts";
import { type ArvadosWords, readError } from "./read-error.ts";

export interface ArvadosServer {
  /** The URL of the controller, without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  /** The token of an admin of the cluster. */
  readonly token: string;
}

export interface ArvadosCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below /arvados/v1/, with its query. */
  readonly path: string;
  readonly body?: object;
}

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const SERVER_ERROR = 500;
/** A merge moves everything in one statement. */
const TIMEOUT_MS = 60_000;
const MAX_BYTES = 32_000_000;

/**
 * Sends one request to the API of an Arvados cluster, and never a second one, and returns the parsed JSON. Throws an `ArvadosError`
 * unless the status is 2xx, a `LoginRejectedError` if the token is rejected, and a `LostAnswerError` if the request may have been
 * carried out. Only JSON is sent: the controller drops what a form has, and creates an empty user.
 */
export async function callArvados(
  server: ArvadosServer,
  { method, path, body }: ArvadosCall,
): Promise<unknown> {
  const { status, headers, text } = await send(server, path, {
    method,
    headers: {
      "user-agent": "acct",
      accept: "application/json",
      authorization: `Bearer ${server.token}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (status >= 300 && status < 400) throw redirected(server, headers.get("location"));
  const json = jsonIn(text);
  if (status >= 200 && status < 300) {
    if (json !== undefined) return json;
    throw new Failure(
      `Arvados (${server.url}) returned a web page instead of JSON: set arvados.url to the address of the API, and not to that of Workbench`,
      { lasts: true },
    );
  }
  const words = readError(json, headers.get("x-request-id"));
  if (status === UNAUTHORIZED) throw rejected(server, words);
  throw new ArvadosError(status, describe(server, status, words), words);
}

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(server: ArvadosServer, path: string, init: RequestInit): Promise<Sent> {
  try {
    const answer = await fetchTrusting(server.ca, `${server.url}/arvados/v1/${path}`, init);
    return { status: answer.status, headers: answer.headers, text: await readBody(answer, MAX_BYTES) };
  } catch (error) {
    throw unreachable(server, error as Error);
  }
}

function unreachable({ url }: ArvadosServer, error: Error): Failure {
  if (error instanceof Failure)
    return new LostAnswerError(`Arvados (${url}) ${error.message}`, { cause: error });
  const limits = { timeoutMs: TIMEOUT_MS, caSetting: "arvados.caFile" };
  const { why, mayHaveArrived } = explainUnreachable(error, limits);
  const Kind = mayHaveArrived ? LostAnswerError : Failure;
  return new Kind(`Arvados (${url}) ${why}`, { cause: error });
}

const rejected = ({ url }: ArvadosServer, { requestId }: ArvadosWords): Failure =>
  new LoginRejectedError(
    `Arvados (${url}) rejected ARVADOS_API_TOKEN${named(requestId)}: create a new token of an admin of the cluster`,
  );

function redirected({ url }: ArvadosServer, location: string | null): Failure {
  const to = location !== null && URL.canParse(location, url) ? ` to ${new URL(location, url).origin}` : "";
  return new Failure(
    `Arvados (${url}) redirects acct${to}: set arvados.url to the address at which the API itself responds`,
    { lasts: true },
  );
}

function describe({ url }: ArvadosServer, status: number, words: ArvadosWords): string {
  const { message, requestId } = words;
  const said = message === "" ? "" : `: ${message}`;
  if (isOurMistake(status, words))
    return `Arvados (${url}) could not read a request of acct${said}${named(requestId)}. This is a mistake in acct: please report it`;
  const advice =
    status === FORBIDDEN && !/user agreements/.test(message) ? ". ARVADOS_API_TOKEN may not do this" : "";
  if (said !== "") return `Arvados (${url}) returned ${status}${said}${named(requestId)}${advice}`;
  return status >= SERVER_ERROR
    ? `Arvados (${url}) returned ${status} without an explanation${named(requestId)}: Arvados or the proxy in front of it is overloaded or restarting`
    : `Arvados (${url}) returned ${status} without Arvados's JSON: check arvados.url`;
}

const named = (requestId: string | undefined) => (requestId === undefined ? "" : ` (${requestId})`);
