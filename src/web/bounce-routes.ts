import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Log } from "../log.ts";
import type { InboundOutcome } from "../pipeline/bounces/act-on-inbound.ts";

export interface BounceRoutesDeps {
  readonly secret: string;
  /** Reads and acts on a raw mail. "unreadable": it can't be parsed. */
  receive(raw: Buffer): Promise<InboundOutcome | "unreadable">;
  readonly log: Log;
}

/** A returned mail of ours is far shorter. */
const MAX_BYTES = 1024 * 1024;

/**
 * `POST /bounces` takes one raw mail as message/rfc822, for mail servers that hand on what comes back. Whatever acct has read is
 * answered with 204, so that nothing comes again; 503 asks to try again.
 */
export async function bounceRoutes(
  app: FastifyInstance,
  { secret, receive, log }: BounceRoutesDeps,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "message/rfc822",
    { parseAs: "buffer", bodyLimit: MAX_BYTES },
    (_request, body, done) => done(null, body),
  );
  // Before the body is read, so that no one without the secret makes us read one.
  app.addHook("onRequest", async ({ headers }, reply) => {
    if (isSecret(headers.authorization ?? "", secret)) return;
    return reply
      .status(401)
      .header("www-authenticate", "Bearer")
      .send({ error: "Send the value of BOUNCES_WEBHOOK_SECRET as Authorization: Bearer …" });
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 503;
    if (status < 500) return reply.status(status).send({ error: ERRORS[status] ?? "This is not a mail." });
    log.error({ err: error }, "could not take a mail that came back");
    return reply.status(503).header("retry-after", "60").send({ error: "Try again in a minute." });
  });
  app.post("/bounces", async ({ body }, reply) => {
    if (!Buffer.isBuffer(body) || body.length === 0)
      return reply.status(400).send({ error: "Send one raw mail as message/rfc822." });
    const outcome = await receive(body);
    if (outcome === "sending")
      return reply.status(503).header("retry-after", "60").send({ error: "Try again in a minute." });
    return reply.status(204).send();
  });
}

const ERRORS: Readonly<Record<number, string>> = {
  413: "The mail has more than 1 MiB.",
  415: "Send one raw mail as message/rfc822.",
};

function isSecret(authorization: string, secret: string): boolean {
  const given = Buffer.from(authorization);
  const expected = Buffer.from(`Bearer ${secret}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
