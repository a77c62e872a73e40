import { createServer, type RequestListener } from "node:http";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { type FastifyInstance, fastify } from "fastify";
import type { Log } from "../log.ts";
import type { Choosing } from "../pipeline/choose-password.ts";
import { type Deciding, decisionRoutes } from "./decision-routes.ts";
import { messagePage, type Site, stylesheet } from "./pages.ts";
import { passwordRoutes } from "./password-routes.ts";
import { type Following, requestRoutes } from "./request-routes.ts";
import { type Watching, watchRoutes } from "./watch-routes.ts";

export interface WebConfig {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
}

interface Serving {
  readonly site: Site;
  readonly choosing: Choosing;
  readonly deciding: Deciding;
  readonly following: Following;
  readonly watching: Watching;
  readonly log: Log;
  /** Slack's deliveries in HTTP mode, with their bodies unread: the signature covers the bytes. */
  readonly slackEvents: RequestListener | undefined;
}

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the password page, the pages behind the links in mails, what monitoring asks and, in HTTP mode, `POST /slack/events`. */
export async function serveWeb(config: WebConfig, serving: Serving): Promise<WebServer> {
  const { site, log, slackEvents } = serving;
  const app = fastify({
    // A proxy on this machine may say for whom it asks; anybody else may not.
    trustProxy: "loopback",
    bodyLimit: 64 * 1024,
    serverFactory: (handler) =>
      createServer((request, response) => {
        if (slackEvents && request.url === "/slack/events") slackEvents(request, response);
        else handler(request, response);
      }),
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    hsts: config.publicUrl.startsWith("https:"),
  });
  await app.register(formbody);
  await app.register(rateLimit, { max: 60, timeWindow: "1 minute" });
  app.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });

  passwordRoutes(app, site, serving.choosing);
  decisionRoutes(app, site, serving.deciding);
  requestRoutes(app, site, serving.following);
  watchRoutes(app, serving.watching);
  app.get("/static/acct.css", { config: { rateLimit: false } }, async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "public, max-age=3600").send(stylesheet),
  );
  const page = (title: string, ...lines: string[]) => messagePage(site, title, ...lines);
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).type("text/html; charset=utf-8").send(page("There is no such page")),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, "a page failed");
    const title =
      status === 429 ? "Too many tries" : status >= 500 ? "Something broke on our side" : "That did not work";
    const line = status === 429 ? "Please wait a minute." : "Nothing is lost. Please try again in a moment.";
    return reply.status(status).type("text/html; charset=utf-8").send(page(title, line));
  });

  await listen(app, config);
  const address = app.server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    close: () => app.close(),
  };
}

async function listen(app: FastifyInstance, { host, port }: WebConfig): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new Error(`Port ${port} of ${host} is in use by another program: choose another PORT`, {
      cause: error,
    });
  }
}
