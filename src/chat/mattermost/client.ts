import { jsonIn } from "../../json-in.ts";
import { fetchTrusting } from "../../outbound/fetch-trusting.ts";
import { BusyError } from "../chat.ts";
import type { Pace, Slot } from "../pace.ts";
import { MattermostError, toAway } from "./mattermost-error.ts";

/**
 * The few calls of Mattermost's API that acct needs (developers.mattermost.com/api-documentation). A path begins after `/api/v4`. Each
 * throws a `MattermostError` if the server refuses the call, a `BusyError` if it accepts none now, and an `AwayError` if it
 * can't be reached or doesn't answer in time. Nothing is repeated: acct's queues do that.
 */
export interface Client {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, slot?: Slot): Promise<T>;
  put<T>(path: string, body: unknown, slot?: Slot): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** Reads all pages of a list. `read` finds the entries in the body of a page. */
  list<T>(path: string, read?: (body: never) => readonly T[]): Promise<T[]>;
}

interface ClientOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly pace: Pace;
}

/** The server gives no more than this at once, whatever is asked for. */
const PAGE_SIZE = 200;
/** No list that acct reads is longer. A server that ignores the page number would send the same page forever. */
const MAX_PAGES = 500;

export function openClient({ url, token, timeoutMs, pace }: ClientOptions): Client {
  async function call<T>(method: string, path: string, body?: unknown, slot?: Slot): Promise<T> {
    const kind = nameCall(method, path);
    const waitMs = await pace.wait(kind, slot);
    if (waitMs > 0) throw new BusyError(waitMs);
    const { response, text } = await send(method, path, body);
    if (response.status === 429) {
      const forMs = readResetMs(response.headers);
      await pace.hold(kind, forMs);
      throw new BusyError(forMs);
    }
    const read = parseObject(text);
    if (response.ok && read !== undefined) return read as T;
    const { id } = (read ?? {}) as { readonly id?: unknown };
    throw new MattermostError(response.status, !response.ok && typeof id === "string" ? id : "", kind);
  }

  async function send(
    method: string,
    path: string,
    body: unknown,
  ): Promise<{ response: Response; text: string }> {
    try {
      const response = await fetchTrusting(undefined, `${url}/api/v4${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A POST that follows a redirect would become a GET.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw toAway(error);
    }
  }

  const get = <T>(path: string) => call<T>("GET", path);
  return {
    get,
    post: (path, body, slot) => call("POST", path, body, slot),
    put: (path, body, slot) => call("PUT", path, body, slot),
    delete: (path) => call("DELETE", path),
    async list<T>(path: string, read = (body: never) => body as readonly T[]) {
      const entries: T[] = [];
      for (let page = 0; page < MAX_PAGES; page++) {
        const mark = path.includes("?") ? "&" : "?";
        const found = read((await get(`${path}${mark}page=${page}&per_page=${PAGE_SIZE}`)) as never);
        // A page may be shorter than asked for although more follow, so only an empty one is the last.
        if (found.length === 0) return entries;
        entries.push(...found);
      }
      throw new Error(`${nameCall("GET", path)} has more than ${MAX_PAGES} pages`);
    },
  };
}

/** Names a kind of call, for rate limits and messages: `mattermost GET /users/:id`. It contains no ID, address, or name. */
function nameCall(method: string, path: string): string {
  const [route = ""] = path.split("?", 1);
  const kind = route
    .replace(/(\/(?:email|username|name))\/[^/]{1,300}/g, "$1/:name")
    .replace(/\/[a-z0-9]{26}(?=\/|$)/g, "/:id");
  return `mattermost ${method} ${kind}`;
}

const DEFAULT_RESET_MS = 1000;
const MAX_RESET_MS = 5 * 60_000;

/** How long the server accepts no calls. The body of a 429 is plain text, and a proxy in front of it sends other headers. */
function readResetMs(headers: Headers): number {
  const seconds = Number(headers.get("x-ratelimit-reset") ?? headers.get("retry-after") ?? Number.NaN);
  if (!(seconds > 0)) return DEFAULT_RESET_MS;
  return Math.min(seconds * 1000, MAX_RESET_MS);
}

/** Returns undefined if the text is not JSON with an object or a list. */
function parseObject(text: string): object | undefined {
  const read = jsonIn(text);
  return typeof read === "object" && read !== null ? read : undefined;
}
