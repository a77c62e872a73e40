import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";

export interface Watching {
  /** What is wrong with this process; undefined: nothing. */
  trouble(): Promise<string | undefined>;
  ready(): Promise<{ readonly ok: boolean }>;
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
  /** Whoever shows this may read the metrics; without one, only this machine may. */
  readonly metricsToken: string | undefined;
}

/** For load balancers and monitoring: is it alive, can it work, how much is there to do. */
export async function watchRoutes(app: FastifyInstance, watching: Watching): Promise<void> {
  app.get("/healthz", async (_request, reply) => {
    const trouble = await watching.trouble();
    return reply.status(trouble ? 503 : 200).send(trouble ? { ok: false, trouble } : { ok: true });
  });
  app.get("/readyz", async (_request, reply) => {
    const readiness = await watching.ready();
    return reply.status(readiness.ok ? 200 : 503).send(readiness);
  });
  app.get("/metrics", async (request, reply) => {
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
