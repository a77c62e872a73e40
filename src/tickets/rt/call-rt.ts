import { LoginRejectedError } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { jsonIn } from "../../json-in.ts";
import { explainUnreachable } from "../../outbound/explain-unreachable.ts";
import { fetchTrusting } from "../../outbound/fetch-trusting.ts";

export interface RtServer {
  /** The base URL of RT, without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  readonly token: string;
}

export interface RtCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below /REST/2.0/, with its query. */
  readonly path: string;
  readonly body?: object;
  /** Only if the record's ETag is still this one; otherwise the answer is a 412. */
  readonly ifMatch?: string | undefined;
}

export interface RtAnswer {
  /** The parsed JSON; undefined if the answer is empty. */
  readonly json: unknown;
  readonly etag: string | undefined;
  readonly location: string | undefined;
}

/** An error response of RT, with its own message. */
export class RtError extends Failure {
  override name = "RtError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message, { lasts: status >= 400 && status < 500 && !PASSING_STATUSES.includes(status) });
    this.status = status;
  }
}

/** Statuses that a later attempt gets past by itself (RFC 9110 §15.5). */
const PASSING_STATUSES: readonly number[] = [404, 408, 409, 412, 425, 429];
const UNAUTHORIZED = 401;
const SERVER_ERROR = 500;
/** RT is a Perl program that may search for seconds. */
const TIMEOUT_MS = 60_000;

/**
 * Sends one request to RT's REST 2.0. A refused token isn't always a 401: RT redirects whom it takes for a browser to its login page,
 * and a sign-in page before RT answers with HTML. So redirects are never followed, and anything but JSON means that acct isn't logged in.
 * Throws an `RtError` unless the status is 2xx, and a `LoginRejectedError`.
 */
export async function callRt(server: RtServer, { method, path, body, ifMatch }: RtCall): Promise<RtAnswer> {
  const answer = await send(server, path, {
    method,
    headers: {
      // RT takes "Mozilla" for a browser. Without cookies, each request stands alone.
      "user-agent": "acct",
      accept: "application/json",
      authorization: `token ${server.token}`,
      ...(body ? { "content-type": "application/json" } : {}),
      ...(ifMatch === undefined ? {} : { "if-match": ifMatch }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text().catch((error: Error) => {
    throw unreachable(server, error);
  });
  const { status } = answer;
  const location = answer.headers.get("location") ?? undefined;
  if (status >= 300 && status < 400) throw redirected(server, path, location);
  if (status === UNAUTHORIZED) {
    throw new LoginRejectedError(
      `Request Tracker (${server.url}) rejected RT_TOKEN: create a new token, or make sure that RT's web server passes the Authorization header to RT`,
    );
  }
  const json = jsonIn(text);
  if (answer.ok && (json !== undefined || text.trim() === ""))
    return { json, etag: plainEtag(answer.headers.get("etag")), location };
  if (answer.ok) {
    throw new LoginRejectedError(
      `Request Tracker (${server.url}) returned a web page instead of JSON: check rt.url, and that no sign-in page is in front of /REST/2.0`,
    );
  }
  const message = messageIn(json);
  if (message === undefined && status < SERVER_ERROR)
    throw new RtError(status, `${server.url} returned ${status} without RT's JSON: check rt.url`);
  throw new RtError(
    status,
    `Request Tracker (${server.url}) returned ${status}${message ? `: ${message}` : ""}`,
  );
}

async function send(server: RtServer, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetchTrusting(server.ca, `${server.url}/REST/2.0/${path}`, init);
  } catch (error) {
    throw unreachable(server, error as Error);
  }
}

function unreachable({ url }: RtServer, error: Error): Failure {
  const { why } = explainUnreachable(error, { timeoutMs: TIMEOUT_MS, caSetting: "rt.caFile" });
  return new Failure(`Request Tracker (${url}) ${why}`, { cause: error });
}

/** A redirect to the same path elsewhere is a matter of rt.url. Any other leads to a login page. */
function redirected({ url }: RtServer, path: string, location: string | undefined): Failure {
  const asked = `/REST/2.0/${path}`;
  const to = location && URL.canParse(location, url) ? new URL(location, url).href : undefined;
  if (to?.endsWith(asked)) {
    return new Failure(
      `Request Tracker (${url}) moved to ${to.slice(0, -asked.length)}: set rt.url to this address`,
      { lasts: true },
    );
  }
  const page = to === undefined ? "" : ` (${to.split("?")[0]})`;
  return new LoginRejectedError(
    `Request Tracker (${url}) sent acct to a login page${page} instead of accepting RT_TOKEN: create a new token, and make sure that no sign-in page is in front of /REST/2.0`,
  );
}

/** A web server that compresses answers changes RT's "65" to W/"65" or "65-gzip", which RT would never accept (RFC 9110 §13.1.1). */
function plainEtag(header: string | null): string | undefined {
  const [, id] = /^(?:W\/)?"(\d+)(?:[-;:]\w+)?"$/.exec(header ?? "") ?? [];
  return id === undefined ? (header ?? undefined) : `"${id}"`;
}

function messageIn(json: unknown): string | undefined {
  const { message } = (json ?? {}) as { message?: unknown };
  return typeof message === "string" ? message.split("\n")[0] : undefined;
}
