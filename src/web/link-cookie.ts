import type { FastifyReply, FastifyRequest } from "fastify";

/** What a browser keeps for us: a link for each page that is opened by one, and what the last form did. */
export type LinkCookie =
  | "password"
  | "decide"
  | "request"
  | "confirm"
  | "signin"
  | "login"
  | "reset"
  | "link"
  | "done";

const MAX_AGE_S = 3600;

/** Keeps the token of an opened link out of the address bar, the history, and the logs of proxies. */
export function setLinkCookie(reply: FastifyReply, what: LinkCookie, token: string, isHttps: boolean): void {
  reply.header("set-cookie", serializeCookie(what, encodeURIComponent(token), MAX_AGE_S, isHttps));
}

export function clearLinkCookie(reply: FastifyReply, what: LinkCookie, isHttps: boolean): void {
  reply.header("set-cookie", serializeCookie(what, "", 0, isHttps));
}

/** Undefined if the browser has none, or one that we did not set. */
export function readLinkCookie(
  { headers }: Pick<FastifyRequest, "headers">,
  what: LinkCookie,
  isHttps: boolean,
): string | undefined {
  const start = `${cookieName(what, isHttps)}=`;
  const kept = (headers.cookie ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start));
  try {
    return kept === undefined ? undefined : decodeURIComponent(kept.slice(start.length));
  } catch {
    return undefined;
  }
}

/**
 * A browser accepts a `__Host-` cookie (RFC 6265bis §4.1.3.2) only from this host and over TLS, so that no sibling host
 * can plant a link. It needs `Path=/` and no `Domain`. Without TLS, as on a developer's machine, the prefix is not allowed.
 */
function cookieName(what: LinkCookie, isHttps: boolean): string {
  return `${isHttps ? "__Host-" : ""}acct-${what}`;
}

/** SameSite is Lax, because a link in webmail is followed from another site, and its redirect must send the cookie. */
function serializeCookie(what: LinkCookie, value: string, maxAgeS: number, isHttps: boolean): string {
  const secure = isHttps ? "; Secure" : "";
  return `${cookieName(what, isHttps)}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}
