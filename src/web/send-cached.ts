import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

interface Cached {
  readonly type: string;
  readonly body: string;
  /** When the newest part of it came; undefined if there is none. */
  readonly lastModified: Date | undefined;
}

/**
 * Sends something that anyone may keep for a minute, or 304 to someone who has it already (RFC 9110 §13.1.2). Only the ETag decides:
 * the wording can change without anything newer in it.
 */
export function sendCached(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { type, body, lastModified }: Cached,
): FastifyReply {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  reply
    .header("etag", etag)
    .header("cache-control", "public, max-age=60")
    .header("vary", "accept-language, accept");
  if (lastModified) reply.header("last-modified", lastModified.toUTCString());
  const known = (headers["if-none-match"] ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  if (known.includes(etag) || known.includes("*")) return reply.status(304).send();
  return reply.type(type).send(body);
}
