import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Dispatcher } from "undici";
import { Failure } from "../failure/failure.ts";
import { loadWhenUsed } from "../load-when-used.ts";

const undici = loadWhenUsed<typeof import("undici")>("undici");

/** The proxies through which HTTP and WebSockets leave this machine, as HTTP_PROXY, HTTPS_PROXY, and NO_PROXY name them. */
export interface ProxyConfig {
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** Hosts and domains that are reached directly, separated by commas. */
  readonly except: string;
}

/** A proxy is never asked for this machine, because it would look for our servers on its own machine. */
const HERE = ["localhost", "127.0.0.1", "::1"];
const CONNECT_TIMEOUT_MS = 10_000;
/** A WebSocket is pinged every few seconds, so one that is silent for this long is dead. */
const SILENT_SOCKET_MS = 60_000;

let used: ProxyConfig | undefined;

/**
 * Sends every HTTP request of this process through the proxies, if there are any. `fetch` needs nothing more; a caller with
 * its own options gets a dispatcher from the other functions of this file.
 */
export function useProxy(config: ProxyConfig): void {
  used = isUsed(config) ? config : undefined;
  if (used) undici().setGlobalDispatcher(openDispatcher());
}

export const isUsed = ({ http, https }: ProxyConfig) => http !== undefined || https !== undefined;

/** Opens connections, through the proxies if there are any. `ca` (PEM): the only CA that the servers are trusted by. */
export function openDispatcher(tls: { readonly ca?: string; readonly allowH2?: boolean } = {}): Dispatcher {
  const { EnvHttpProxyAgent } = undici();
  const agent = new EnvHttpProxyAgent({
    // Unlike undefined, an empty text keeps the library from reading the environment, which lacks what .env says.
    httpProxy: used?.http ?? "",
    httpsProxy: used?.https ?? used?.http ?? "",
    noProxy: directHosts(used),
    ...(tls.allowH2 === undefined ? {} : { allowH2: tls.allowH2 }),
    connect: tls,
    ...(Object.keys(tls).length > 0 ? { requestTls: tls } : {}),
  });
  return agent.compose((dispatch) => (options, handler) => {
    const failed = handler.onResponseError?.bind(handler);
    handler.onResponseError = (controller, error) => failed?.(controller, explainRefusal(error));
    return dispatch(options, handler);
  });
}

/** Opens WebSockets through the proxies. Undefined if there are none: then the library opens its own connections. */
export function openSocketDispatcher(): Dispatcher | undefined {
  if (!used) return undefined;
  // Only HTTP/1.1 gives a WebSocket its own connection.
  return openDispatcher({ allowH2: false }).compose((dispatch) => (options, handler) => {
    const upgraded = handler.onRequestUpgrade?.bind(handler);
    handler.onRequestUpgrade = (controller, status, headers, socket) => {
      closeWhenSilent(socket as Socket);
      upgraded?.(controller, status, headers, socket);
    };
    return dispatch(options, handler);
  });
}

/** The library reports a proxy's refusal as an aborted request, of which `fetch` would only say that it was canceled. */
function explainRefusal(error: Error): Error {
  const [, status] = /^Proxy response \((\d+)\)/.exec(error.message) ?? [];
  if (status === undefined) return error;
  const why = status === "407" ? ": check the user and password in HTTPS_PROXY" : "";
  return new Error(`the proxy refused with ${status}${why}`, { cause: error });
}

/** Does what the library does only for its own connections: otherwise a dead one would keep the process from ending. */
function closeWhenSilent(socket: Socket): void {
  socket.setTimeout(SILENT_SOCKET_MS, () => socket.destroy());
  socket.unref();
}

/** Describes the proxies without their passwords. Throws if one of them can't be reached. */
export async function checkProxy(config: ProxyConfig): Promise<string> {
  const { http, https } = config;
  const urls = [...new Set([https, http].filter((url) => url !== undefined))].map((url) => new URL(url));
  for (const url of urls) await reach(url);
  const named = urls.map(({ protocol, host }) => `${protocol}//${host}`).join(" and ");
  return `HTTP and WebSockets go through ${named}, except to ${directHosts(config)}`;
}

async function reach({ hostname, host, port, protocol }: URL): Promise<void> {
  const number = Number(port || (protocol === "https:" ? 443 : 80));
  const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, "$1"), port: number });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(
      `the proxy ${host} can't be reached (${code ?? message}): check HTTPS_PROXY and HTTP_PROXY`,
      { cause: error },
    );
  } finally {
    socket.destroy();
  }
}

const directHosts = (config: ProxyConfig | undefined) => [config?.except, ...HERE].filter(Boolean).join(",");
