import type { FastifyReply, FastifyRequest } from "fastify";

const NAME = "acct_link";
const MAX_AGE_S = 3600;

/** Keeps the token of an opened link, so that the address bar, the history and a screenshot need not. */
export function keepLink(reply: FastifyReply, token: string, isHttps: boolean): void {
  reply.header("set-cookie", cookie(encodeURIComponent(token), MAX_AGE_S, isHttps));
}

export function forgetLink(reply: FastifyReply, isHttps: boolean): void {
  reply.header("set-cookie", cookie("", 0, isHttps));
}

export function keptLink({ headers }: Pick<FastifyRequest, "headers">): string | undefined {
  const [, value] = new RegExp(`(?:^|; )${NAME}=([^;]+)`).exec(headers.cookie ?? "") ?? [];
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    // Not of our making.
    return undefined;
  }
}

/** Lax: a link in a webmail is followed from another site, and its redirect must bring the cookie along. */
function cookie(value: string, maxAgeS: number, isHttps: boolean): string {
  return `${NAME}=${value}; Path=/password; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}`;
}
