import { createServer, type RequestListener } from "node:http";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import type { Log } from "../log.ts";
import { isBrowser, sendBadRequest, sendHtml } from "./answer.ts";
import type { Guard } from "./guard.ts";
import { messagePage, type Site, wordsPage } from "./pages.ts";
import { refuseNoHttp } from "./refuse-no-http.ts";
import { type Branding, staticRoutes } from "./static-routes.ts";
import { choosePageText } from "./text/choose-page-text.ts";

export interface WebConfig {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  /** Proxies on other machines whose word counts for whom they ask: addresses and networks. */
  readonly trustProxy: readonly string[];
}

interface WebServerDeps {
  readonly site: Site;
  readonly look: Branding;
  readonly guard: Guard;
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

/** Serves pages that nobody may embed, cache or script, to everybody but those who guess. */
export async function serveWeb(config: WebConfig, deps: WebServerDeps): Promise<WebServer> {
  const { site, log, slackEvents, guard } = deps;
  const app = fastify({
    // A proxy on this machine or named by the site may say for whom it asks; anybody else may not.
    trustProxy: ["loopback", ...config.trustProxy],
    // setpass's clients put a path behind an address that may end in a slash.
    // Any id reaches its route, which says itself what is too long.
    routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: 64 * 1024 },
    bodyLimit: 64 * 1024,
    // What gets to no route, because it cannot be read as an address.
    frameworkErrors: (_error, _request, reply) => sendBadRequest(reply),
    clientErrorHandler: refuseNoHttp,
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
  app.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (!NO.has(reply.statusCode) || !(await guard.isFlood(request))) return payload;
    reply.status(429).type("text/html; charset=utf-8").header("retry-after", "60");
    return tooManyTries(request);
  });
  app.addHook("preHandler", refuseNul);

  const tooManyTries = (request: FastifyRequest) => {
    if (!isBrowser(request)) return "Too many tries, please wait a minute.";
    const words = choosePageText(request.headers["accept-language"], site.language);
    const { title, line } = words.dead["too-many"];
    return wordsPage(site, words, { title, lines: [line] });
  };
  app.setNotFoundHandler((_request, reply) =>
    sendHtml(reply, 404, messagePage(site, "There is no such page")),
  );
  app.setErrorHandler((error: Error & { statusCode?: number; retryAfter?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, "unhandled error on a page");
    if (status === 429) {
      return sendHtml(reply.header("retry-after", error.retryAfter ?? 60), status, tooManyTries(request));
    }
    const title = status >= 500 ? "Something broke on our side" : "That did not work";
    return sendHtml(
      reply,
      status,
      messagePage(site, title, "Nothing is lost. Please try again in a moment."),
    );
  });
  await app.register((part) => staticRoutes(part, deps.look));
  for (const routes of deps.routes) await app.register((part) => routes(part));

  await listen(app, config);
  const address = app.server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    close: () => app.close(),
  };
}

/** Answers that somebody who guesses gets. */
const NO: ReadonlySet<number> = new Set([401, 403, 404]);

/** No text of ours has a NUL, and PostgreSQL takes none. */
async function refuseNul({ url, body }: FastifyRequest): Promise<void> {
  const fields = Buffer.isBuffer(body) ? [] : Object.values(body ?? {});
  const isBad = url.includes("%00") || fields.some((value) => String(value).includes("\0"));
  if (isBad) throw Object.assign(new Error("a NUL character"), { statusCode: 400 });
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
