import type { FastifyReply, FastifyRequest } from "fastify";

/** What a browser keeps for us: one link for each page that is opened by one, and what its last form did. */
export type LinkCookie = "password" | "decide" | "request" | "reset" | "done";

const MAX_AGE_S = 3600;

/** Keeps the token of an opened link, so that the address bar, the history, and the logs of a proxy need not. */
export function setLinkCookie(reply: FastifyReply, what: LinkCookie, token: string, isHttps: boolean): void {
  reply.header("set-cookie", cookie(what, encodeURIComponent(token), MAX_AGE_S, isHttps));
}

export function clearLinkCookie(reply: FastifyReply, what: LinkCookie, isHttps: boolean): void {
  reply.header("set-cookie", cookie(what, "", 0, isHttps));
}

/** Undefined: the browser keeps none, or something that is not of our making. */
export function readLinkCookie(
  { headers }: Pick<FastifyRequest, "headers">,
  what: LinkCookie,
  isHttps: boolean,
): string | undefined {
  const start = `${nameOf(what, isHttps)}=`;
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
 * `__Host-` (RFC 6265bis §4.1.3.2): a browser takes it from this very host over TLS only, so that no sibling host can
 * plant a link. It needs `Path=/` and no `Domain`. Without TLS, on a machine of one's own, no prefix is allowed.
 */
function nameOf(what: LinkCookie, isHttps: boolean): string {
  return `${isHttps ? "__Host-" : ""}acct-${what}`;
}

/** Lax: a link in a webmail is followed from another site, and its redirect must bring the cookie along. */
function cookie(what: LinkCookie, value: string, maxAgeS: number, isHttps: boolean): string {
  const secure = isHttps ? "; Secure" : "";
  return `${nameOf(what, isHttps)}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}
