import { LoginRejectedError } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import { jsonIn } from "../json-in.ts";
import { explainUnreachable } from "../outbound/explain-unreachable.ts";
import { fetchTrusting } from "../outbound/fetch-trusting.ts";
import { readBody } from "../outbound/read-body.ts";
import { GitLabError, LostAnswerError } from "./gitlab-error.ts";
import { wordsIn } from "./words-in.ts";

export interface GitLabServer {
  /** The base URL of GitLab, without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  /** A personal access token of an admin with the scope `api` and, with Admin Mode, `admin_mode`. */
  readonly token: string;
  /** The day on which the token expires, if acct has learned it. */
  readonly expiresAt?: () => Date | undefined;
}

export interface GitLabCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below /api/v4/, with its query. */
  readonly path: string;
  readonly body?: object;
}

export interface GitLabAnswer {
  /** The parsed JSON; undefined if the answer is empty. */
  readonly json: unknown;
  /** The header `Link`; see RFC 8288. */
  readonly link: string | undefined;
}

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const TOO_MANY_REQUESTS = 429;
const TIMEOUT_MS = 20_000;
/** A page of 100 users has less than 1 MB. */
const MAX_BYTES = 8_000_000;

/**
 * Sends one request to GitLab's REST API v4, and never a second one. Redirects aren't followed, because a POST would become a GET.
 * Throws a `GitLabError` unless the status is 2xx, a `LoginRejectedError` if the token is rejected, and a `LostAnswerError` if the
 * request may have been carried out.
 */
export async function callGitLab(
  server: GitLabServer,
  { method, path, body }: GitLabCall,
): Promise<GitLabAnswer> {
  const { status, headers, text } = await send(server, path, {
    method,
    headers: {
      "user-agent": "acct",
      accept: "application/json",
      "private-token": server.token,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const json = jsonIn(text);
  const words = wordsIn(json);
  if (status === UNAUTHORIZED) throw rejected(server, words);
  if (status >= 300 && status < 400) throw redirected(server, path, headers.get("location"));
  if (status >= 200 && status < 300) {
    if (json === undefined && text.trim() !== "")
      throw new Failure(
        `GitLab (${server.url}) returned a web page instead of JSON: check gitlab.url, and that no sign-in page is in front of /api/v4`,
        { lasts: true },
      );
    return { json, link: headers.get("link") ?? undefined };
  }
  const retryAfterMs = readRetryAfter(headers.get("retry-after"));
  throw new GitLabError(status, describe(server, { status, words }), { words, retryAfterMs });
}

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(server: GitLabServer, path: string, init: RequestInit): Promise<Sent> {
  try {
    const answer = await fetchTrusting(server.ca, `${server.url}/api/v4/${path}`, init);
    return { status: answer.status, headers: answer.headers, text: await readBody(answer, MAX_BYTES) };
  } catch (error) {
    throw unreachable(server, error as Error);
  }
}

function unreachable({ url }: GitLabServer, error: Error): Failure {
  if (error instanceof Failure)
    return new LostAnswerError(`GitLab (${url}) ${error.message}`, { cause: error });
  const limits = { timeoutMs: TIMEOUT_MS, caSetting: "gitlab.caFile" };
  const { why, mayHaveArrived } = explainUnreachable(error, limits);
  const Kind = mayHaveArrived ? LostAnswerError : Failure;
  return new Kind(`GitLab (${url}) ${why}`, { cause: error });
}

function rejected({ url, expiresAt }: GitLabServer, words = ""): Failure {
  const day = expiresAt?.();
  const on = day === undefined ? "" : ` on ${day.toISOString().slice(0, 10)}`;
  const what = /expired/i.test(words)
    ? `says that GITLAB_ACCESS_TOKEN expired${on}`
    : `rejected GITLAB_ACCESS_TOKEN${words === "" || /^401 Unauthorized$/i.test(words) ? "" : ` (${words})`}`;
  return new LoginRejectedError(
    `GitLab (${url}) ${what}: create a new token of an admin, with the scope api`,
  );
}

function redirected({ url }: GitLabServer, path: string, location: string | null): Failure {
  const asked = `/api/v4/${path}`;
  const to = location !== null && URL.canParse(location, url) ? new URL(location, url).href : undefined;
  const where = to?.endsWith(asked) ? to.slice(0, -asked.length) : to?.split("?")[0];
  return new Failure(
    `GitLab (${url}) redirects acct${where === undefined ? "" : ` to ${where}`}: set gitlab.url to the address at which GitLab itself responds`,
    { lasts: true },
  );
}

function describe(
  { url }: GitLabServer,
  { status, words }: { readonly status: number; readonly words: string | undefined },
): string {
  if (status === TOO_MANY_REQUESTS) return `GitLab (${url}) gets too many requests from acct`;
  if (words !== undefined) {
    const advice = status === FORBIDDEN ? ". GITLAB_ACCESS_TOKEN may not do this" : "";
    return `GitLab (${url}) returned ${status}: ${words}${advice}`;
  }
  return status >= 500
    ? `GitLab (${url}) returned ${status} without an explanation: GitLab or the proxy in front of it is overloaded or restarting`
    : `GitLab (${url}) returned ${status} without GitLab's JSON: check gitlab.url`;
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
