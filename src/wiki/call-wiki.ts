import { Failure } from "../failure/failure.ts";
import { jsonIn } from "../json-in.ts";
import { explainUnreachable } from "../outbound/explain-unreachable.ts";
import { fetchTrusting } from "../outbound/fetch-trusting.ts";
import type { CookieJar } from "./cookie-jar.ts";
import { type WikiServer, wikiName } from "./wiki-config.ts";
import { WikiBusyError, WikiError } from "./wiki-error.ts";
import { AnswerLostError } from "./wiki-page.ts";

export type WikiParams = Readonly<Record<string, string>>;
export type WikiJson = Readonly<Record<string, unknown>>;

interface WikiCall {
  readonly form: URLSearchParams;
  readonly cookies: CookieJar;
  readonly authorization?: string;
}

/** A wiki that parses a long page takes its time. */
const TIMEOUT_MS = 60_000;
const SERVER_ERROR = 500;
const BUSY_STATUSES: readonly number[] = [429, 503];

/**
 * Sends one call to the action API and returns its JSON. Always a POST, which nothing between here and the wiki repeats. The API
 * answers its errors with 200, so the body decides (API:Errors_and_warnings). Throws a `WikiError`, a `WikiBusyError` if the wiki asks
 * for patience, and an `AnswerLostError` if the call may have reached the wiki.
 */
export async function callWiki(
  server: WikiServer,
  { form, cookies, authorization }: WikiCall,
): Promise<WikiJson> {
  const cookie = cookies.header();
  const answer = await send(server, {
    method: "POST",
    headers: {
      "user-agent": `acct (${server.contact})`,
      accept: "application/json",
      ...(cookie === undefined ? {} : { cookie }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: form,
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text().catch((error: Error) => {
    throw unreachable(server, error);
  });
  const { status } = answer;
  const name = wikiName(server);
  if (status >= 300 && status < 400) throw redirected(server, answer.headers.get("location"));
  const json = parse(text);
  const waitMs = retryAfterMs(answer);
  const { error } = (json ?? {}) as { readonly error?: { readonly code?: unknown; readonly info?: unknown } };
  if (error) throw new WikiError(name, { code: String(error.code), info: String(error.info), waitMs });
  if (BUSY_STATUSES.includes(status))
    throw new WikiBusyError(`${name} returned ${status} and asks acct to wait`, waitMs);
  if (status >= SERVER_ERROR) throw new AnswerLostError(`${name} returned ${status}`);
  if (status < 200 || status >= 300) throw new Failure(`${name} returned ${status}: check wiki.apiUrl`);
  if (json === undefined) {
    throw new Failure(
      `${name} returned a web page instead of JSON: check wiki.apiUrl, and that no sign-in page is in front of it`,
    );
  }
  cookies.keep(answer);
  return json;
}

async function send(server: WikiServer, init: RequestInit): Promise<Response> {
  try {
    return await fetchTrusting(server.ca, server.apiUrl, init);
  } catch (error) {
    throw unreachable(server, error as Error);
  }
}

function unreachable(server: WikiServer, error: Error): AnswerLostError {
  const { why } = explainUnreachable(error, { timeoutMs: TIMEOUT_MS, caSetting: "wiki.caFile" });
  return new AnswerLostError(`${wikiName(server)} ${why}`, { cause: error });
}

/** A redirect to another api.php is a matter of wiki.apiUrl. Any other leads to a login page. */
function redirected(server: WikiServer, location: string | null): Failure {
  const to = location && URL.canParse(location, server.apiUrl) ? new URL(location, server.apiUrl) : undefined;
  const where = to ? ` to ${to.origin}${to.pathname}` : "";
  const advice = to?.pathname.endsWith("/api.php")
    ? "set wiki.apiUrl to this address"
    : "check wiki.apiUrl, and that no sign-in page is in front of it";
  return new Failure(`${wikiName(server)} redirects${where}: ${advice}`, { lasts: true });
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3), which is how MediaWiki writes it. */
function retryAfterMs({ headers }: Response): number | undefined {
  const seconds = /^\s*(\d{1,6})\s*$/.exec(headers.get("retry-after") ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function parse(text: string): WikiJson | undefined {
  const json = jsonIn(text);
  return typeof json === "object" && json !== null ? (json as WikiJson) : undefined;
}
