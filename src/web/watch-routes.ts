import type { FastifyInstance } from "fastify";
import type { Readiness } from "../readiness.ts";
import { mayWatch } from "./may-watch.ts";

export interface Watching {
  /** What is wrong with this process; undefined: nothing. */
  trouble(): Promise<string | undefined>;
  ready(): Promise<Readiness>;
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
  /** Whoever shows this may read the metrics and the causes; without one, only this machine may. */
  readonly metricsToken: string | undefined;
}

/** For load balancers and monitoring: is it alive, can it work, how much is there to do. */
export async function watchRoutes(app: FastifyInstance, watching: Watching): Promise<void> {
  app.get("/healthz", async (_request, reply) => {
    const trouble = await watching.trouble();
    return reply.status(trouble ? 503 : 200).send(trouble ? { ok: false, trouble } : { ok: true });
  });
  app.get("/readyz", async (request, reply) => {
    const readiness = await watching.ready();
    const shown = mayWatch(request, watching.metricsToken) ? readiness : withoutCauses(readiness);
    return reply.status(readiness.ok ? 200 : 503).send(shown);
  });
  app.get("/metrics", async (request, reply) => {
    if (!mayWatch(request, watching.metricsToken)) {
      return reply
        .status(401)
        .header("www-authenticate", "Bearer")
        .send({ error: "send the token of METRICS_TOKEN as Authorization: Bearer …" });
    }
    return reply.type(watching.metrics.contentType).send(await watching.metrics.read());
  });
}

/** For a load balancer, and for strangers: a cause names servers and says what is wrong with them. */
function withoutCauses({ ok, dependencies }: Readiness) {
  return { ok, dependencies: dependencies.map(({ name, ok }) => ({ name, ok })) };
}
