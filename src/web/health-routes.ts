import type { FastifyInstance } from "fastify";
import type { Readiness } from "../health/readiness.ts";
import { fieldText } from "./field-text.ts";
import { mayReadMetrics } from "./may-read-metrics.ts";

export interface HealthRoutesDeps {
  /** What is wrong with this process; undefined if nothing is. */
  livenessProblem(): Promise<string | undefined>;
  /** Proves with a nonce that this is the acct with this secret key, and not another program or installation. */
  prove(nonce: string): string;
  ready(): Promise<Readiness>;
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
  /** Requests with this token may read the metrics and causes; if none is set, only requests from this machine may. */
  readonly metricsToken: string | undefined;
}

const NONCE = /^[\w-]{16,64}$/;

/** For load balancers and monitoring: whether acct is alive, whether it can work, and how much there is to do. */
export async function healthRoutes(app: FastifyInstance, deps: HealthRoutesDeps): Promise<void> {
  app.get<{ Querystring: Record<string, unknown> }>("/healthz", async ({ query }, reply) => {
    const problem = await deps.livenessProblem();
    const nonce = fieldText(query.nonce);
    const proof = NONCE.test(nonce) ? { proof: deps.prove(nonce) } : {};
    return reply
      .status(problem ? 503 : 200)
      .send({ ok: !problem, ...(problem ? { problem } : {}), ...proof });
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
        .send({ error: "Send the value of METRICS_TOKEN as Authorization: Bearer …" });
    }
    return reply.type(deps.metrics.contentType).send(await deps.metrics.read());
  });
}

/** For load balancers and strangers: a cause would name servers and say what is wrong with them. */
function withoutCauses({ ok, dependencies }: Readiness) {
  return { ok, dependencies: dependencies.map(({ name, ok }) => ({ name, ok })) };
}
