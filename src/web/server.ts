import { createServer, type RequestListener } from "node:http";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { type FastifyInstance, fastify } from "fastify";
import type { Log } from "../log.ts";
import { isBrowser, sendHtml, sendWords } from "./answer.ts";
import { messagePage, type Site, wordsPage } from "./pages.ts";
import { type Look, staticRoutes } from "./static-routes.ts";
import { chooseWords } from "./words/choose-words.ts";

export interface WebConfig {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
}

interface Serving {
  readonly site: Site;
  readonly look: Look;
  readonly log: Log;
  /** What this server is for; each part has its own hooks and parsers. */
  readonly routes: readonly ((app: FastifyInstance) => Promise<void>)[];
  /** Slack's deliveries in HTTP mode, with their bodies unread: the signature covers the bytes. */
  readonly slackEvents?: RequestListener | undefined;
}

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves pages that nobody may embed, cache or script, to whoever does not ask too often. */
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
        "script-src": ["'self'"],
        "img-src": ["'self'"],
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

  app.setNotFoundHandler((_request, reply) =>
    sendHtml(reply, 404, messagePage(site, "There is no such page")),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, "a page failed");
    const words = chooseWords(request.headers["accept-language"], site.language);
    if (status === 429) {
      const { title, line } = words.dead["too-many"];
      if (!isBrowser(request)) return sendWords(reply, status, "Too many tries, please wait a minute.");
      return sendHtml(reply, status, wordsPage(site, words, { title, lines: [line] }));
    }
    const title = status >= 500 ? "Something broke on our side" : "That did not work";
    return sendHtml(
      reply,
      status,
      messagePage(site, title, "Nothing is lost. Please try again in a moment."),
    );
  });
  await app.register((part) => staticRoutes(part, serving.look));
  for (const routes of serving.routes) await app.register((part) => routes(part));

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
