import type { FastifyInstance } from "fastify";
import type { Readiness } from "../health/readiness.ts";
import { fieldText } from "./field-text.ts";
import { mayReadMetrics } from "./may-read-metrics.ts";

export interface HealthRoutesDeps {
  /** What is wrong with this process; undefined: nothing. */
  trouble(): Promise<string | undefined>;
  /** Shows by a nonce that this is the acct of this secret key, and not another program, or another installation. */
  prove(nonce: string): string;
  ready(): Promise<Readiness>;
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
  /** Whoever shows this may read the metrics and the causes; without one, only this machine may. */
  readonly metricsToken: string | undefined;
}

const NONCE = /^[\w-]{16,64}$/;

/** For load balancers and monitoring: is it alive, can it work, how much is there to do. */
export async function healthRoutes(app: FastifyInstance, deps: HealthRoutesDeps): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>("/healthz", async ({ query }, reply) => {
    const trouble = await deps.trouble();
    const nonce = fieldText(query.nonce);
    const proof = NONCE.test(nonce) ? { proof: deps.prove(nonce) } : {};
    return reply
      .status(trouble ? 503 : 200)
      .send({ ok: !trouble, ...(trouble ? { trouble } : {}), ...proof });
  });
  app.get("/readyz", async (request, reply) => {
    const readiness = await deps.ready();
    const shown = mayReadMetrics(request, deps.metricsToken) ? readiness : withoutCauses(readiness);
    return reply.status(readiness.ok ? 200 : 503).send(shown);
  });
  app.get("/metrics", async (request, reply) => {
    if (!mayReadMetrics(request, deps.metricsToken)) {
      return reply
        .status(401)
        .header("www-authenticate", "Bearer")
        .send({ error: "send the token of METRICS_TOKEN as Authorization: Bearer …" });
    }
    return reply.type(deps.metrics.contentType).send(await deps.metrics.read());
  });
}

/** For a load balancer, and for strangers: a cause names servers and says what is wrong with them. */
function withoutCauses({ ok, dependencies }: Readiness) {
  return { ok, dependencies: dependencies.map(({ name, ok }) => ({ name, ok })) };
}
