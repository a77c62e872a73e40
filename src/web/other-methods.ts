import type { FastifyInstance, HTTPMethods } from "fastify";
import { sendHtml } from "./answer.ts";

const METHODS: readonly HTTPMethods[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Answers every method that a path lacks with 405 and `Allow` (RFC 9110 §15.5.6), and OPTIONS with 200. */
export async function refuseOtherMethods(
  app: FastifyInstance,
  paths: Readonly<Record<string, readonly HTTPMethods[]>>,
): Promise<void> {
  for (const [url, methods] of Object.entries(paths)) {
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    app.route({
      url,
      method: METHODS.filter((method) => !methods.includes(method)),
      handler: (_request, reply) =>
        sendHtml(
          reply.header("allow", allow),
          405,
          "<title>405 Method Not Allowed</title><h1>Method Not Allowed</h1>",
        ),
    });
    app.route({
      url,
      method: "OPTIONS",
      handler: (_request, reply) => sendHtml(reply.header("allow", allow), 200, ""),
    });
  }
}
