import pLimit from "p-limit";
import { Failure } from "../failure/failure.ts";
import { explainUnreachable } from "./explain-unreachable.ts";
import { fetchTrusting } from "./fetch-trusting.ts";

/** A server with an HTTP API. */
export interface HttpServer {
  /** What people call it: "Gerrit". */
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  /** Its section in acct.yml: "gerrit". */
  readonly section: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export type CallServer = (path: string, init: RequestInit, signal?: AbortSignal) => Promise<HttpAnswer>;

/** Other people need the server, too. */
const MAX_CONCURRENT = 4;
const TIMEOUT_MS = 30_000;
const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;
const SERVER_ERROR = 500;
/** Phabricator and some proxies don't say how long their 429 holds. */
const BUSY_MS = 60_000;
const MAX_BUSY_MS = 3_600_000;

/**
 * Returns a function that calls this server. It returns the answer as text, whatever it is, with any status below 500 except 429 and
 * a redirect. Throws a `Failure` otherwise, and if the server can't be reached. While the server has asked us to wait, it isn't called.
 */
export function openServer(server: HttpServer, now = () => Date.now()): CallServer {
  const { name, url, ca, section } = server;
  const limit = pLimit(MAX_CONCURRENT);
  let busyUntil = 0;

  async function call(path: string, init: RequestInit, signal: AbortSignal): Promise<HttpAnswer> {
    // Those who gave up while they waited for their turn don't call anymore.
    signal.throwIfAborted();
    if (now() < busyUntil) throw new Failure(`${name} (${url}) asked acct to wait until ${clock(busyUntil)}`);
    const answer = await fetchTrusting(ca, `${url}${path}`, { ...init, redirect: "manual", signal }).catch(
      (error: Error) => {
        throw unreachable(server, error);
      },
    );
    const text = await answer.text().catch((error: Error) => {
      throw unreachable(server, error);
    });
    const { status, headers } = answer;
    const wait = headers.get("retry-after");
    if (status === TOO_MANY_REQUESTS || (status === UNAVAILABLE && wait !== null)) {
      busyUntil = now() + readRetryAfter(wait, now());
      throw new Failure(
        `${name} (${url}) is busy (${status}) and asks acct to wait until ${clock(busyUntil)}`,
      );
    }
    if (status >= SERVER_ERROR) throw new Failure(`${name} (${url}) returned ${status}`);
    if (status >= 300 && status < 400) {
      const to = headers.get("location");
      const where = to && URL.canParse(to, url) ? ` to ${new URL(to, url).href.split("?")[0]}` : "";
      throw new Failure(`${name} (${url}) redirected acct${where}: check ${section}.url`, { lasts: true });
    }
    return { status, text };
  }

  return (path, init, signal) => {
    const enough = AbortSignal.timeout(TIMEOUT_MS);
    return limit(() => call(path, init, signal ? AbortSignal.any([signal, enough]) : enough));
  };
}

/** Returns how long to wait: seconds, or a date (RFC 9110 §10.2.3). */
function readRetryAfter(header: string | null, nowMs: number): number {
  if (header === null) return BUSY_MS;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? BUSY_MS : Math.min(Math.max(ms, 1000), MAX_BUSY_MS);
}

const clock = (ms: number) => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

function unreachable({ name, url, section }: HttpServer, error: Error): Failure {
  const { why } = explainUnreachable(error, { timeoutMs: TIMEOUT_MS, caSetting: `${section}.caFile` });
  return new Failure(`${name} (${url}) ${why}`, { cause: error });
}
