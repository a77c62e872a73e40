import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";

import { fieldText } from "./field-text.ts";

export interface Watching {
  /** What is wrong with this process; undefined: nothing. */
  trouble(): Promise<string | undefined>;
  /** Shows by a nonce that this is the acct of this secret key, and not another program, or another installation. */
  prove(nonce: string): string;
  ready(): Promise<{ readonly ok: boolean }>;
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
  /** Whoever shows this may read the metrics; without one, only this machine may. */
  readonly metricsToken: string | undefined;
}

const NONCE = /^[\w-]{16,64}$/;

/** For load balancers and monitoring: is it alive, can it work, how much is there to do. */
export async function watchRoutes(app: FastifyInstance, watching: Watching): Promise<void> {
  const config = { rateLimit: false as const };
  app.get<{ Querystring: Record<string, unknown> }>("/healthz", { config }, async ({ query }, reply) => {
    const trouble = await watching.trouble();
    const nonce = fieldText(query.nonce);
    const proof = NONCE.test(nonce) ? { proof: watching.prove(nonce) } : {};
    return reply
      .status(trouble ? 503 : 200)
      .send({ ok: !trouble, ...(trouble ? { trouble } : {}), ...proof });
  });
  app.get("/readyz", { config }, async (_request, reply) => {
    const readiness = await watching.ready();
    return reply.status(readiness.ok ? 200 : 503).send(readiness);
  });
  app.get("/metrics", { config }, async (request, reply) => {
    if (!mayRead(request, watching.metricsToken)) {
      return reply
        .status(401)
        .header("www-authenticate", "Bearer")
        .send({ error: "send the token of METRICS_TOKEN as Authorization: Bearer …" });
    }
    return reply.type(watching.metrics.contentType).send(await watching.metrics.read());
  });
}

function mayRead({ headers, ip, socket }: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) {
    // Through a proxy on this machine everybody would come from here.
    const direct = headers["x-forwarded-for"] === undefined && headers.forwarded === undefined;
    return direct && ip === socket.remoteAddress && /^(::ffff:)?127\.|^::1$/.test(ip);
  }
  const given = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
