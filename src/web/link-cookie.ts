import type { FastifyReply, FastifyRequest } from "fastify";
import type { Mount } from "./mount.ts";

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
  | "pi"
  | "apply"
  | "invitation"
  | "project"
  | "sign"
  | "done";

/** The pages that keep the cookie. */
interface At {
  readonly mount: Mount;
}

const MAX_AGE_S = 3600;

/** Keeps the token of an opened link out of the address bar, the history, and the logs of proxies. */
export function setLinkCookie(reply: FastifyReply, what: LinkCookie, token: string, { mount }: At): void {
  reply.header("set-cookie", serializeCookie(what, encodeURIComponent(token), MAX_AGE_S, mount));
}

export function clearLinkCookie(reply: FastifyReply, what: LinkCookie, { mount }: At): void {
  reply.header("set-cookie", serializeCookie(what, "", 0, mount));
}

/** Undefined if the browser has none, or one that we did not set. */
export function readLinkCookie(
  { headers }: Pick<FastifyRequest, "headers">,
  what: LinkCookie,
  { mount }: At,
): string | undefined {
  const start = `${cookieName(what, mount)}=`;
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
 * can plant a link. It needs `Path=/` and no `Domain`. Below a path of a shared host, `Path` keeps our tokens from the other
 * applications there, and only `__Secure-` is left. Without TLS, as on a developer's machine, no prefix is allowed.
 */
function cookieName(what: LinkCookie, { isHttps, path }: Mount): string {
  const prefix = path === "" ? "__Host-" : "__Secure-";
  return `${isHttps ? prefix : ""}acct-${what}`;
}

/** SameSite is Lax, because a link in webmail is followed from another site, and its redirect must send the cookie. */
function serializeCookie(what: LinkCookie, value: string, maxAgeS: number, mount: Mount): string {
  const secure = mount.isHttps ? "; Secure" : "";
  const path = mount.path || "/";
  return `${cookieName(what, mount)}=${value}; Path=${path}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}
