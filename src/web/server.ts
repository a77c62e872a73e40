import { createServer } from "node:http";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import type { Chat } from "../chat/chat.ts";
import type { Log } from "../log.ts";
import { isBrowser, sendBadRequest, sendHtml } from "./answer.ts";
import type { Guard } from "./guard.ts";
import { type KeepLanguage, keepLanguages } from "./keep-language.ts";
import { inBrowser, withoutMount } from "./mount.ts";
import { localizedPage, messagePage, type Site } from "./pages.ts";
import { refuseNoHttp } from "./refuse-no-http.ts";
import { type Branding, staticRoutes } from "./static-routes.ts";
import { choosePageText } from "./text/choose-page-text.ts";

export interface WebConfig {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  /** Proxies on other machines that are trusted to name the client: addresses and networks. */
  readonly trustProxy: readonly string[];
}

interface WebServerDeps {
  readonly site: Site;
  readonly branding: Branding;
  readonly guard: Guard;
  readonly log: Log;
  /** Keeps the languages of people who send forms. */
  readonly keepLanguage?: KeepLanguage;
  /** What this server serves; each part has its own hooks and parsers. */
  readonly routes: readonly ((app: FastifyInstance) => Promise<void>)[];
  /** Receives what the chat delivers by HTTP, with bodies unread, because the signature covers the bytes. */
  readonly webhooks?: Chat["webhooks"];
}

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Whether an address is this path, or begins with it if it ends in a slash. */
const isBelow = (url: string, path: string) => (path.endsWith("/") ? url.startsWith(path) : url === path);

/** Serves pages that no one may embed, cache or script, and turns away people who guess. */
export async function serveWeb(config: WebConfig, deps: WebServerDeps): Promise<WebServer> {
  const { site, log, webhooks = [], guard } = deps;
  const app = fastify({
    // A proxy on this machine, or one named by the site, may name the client; no one else may.
    trustProxy: ["loopback", ...config.trustProxy],
    // setpass's clients append a path to an address that may end in a slash.
    // Any id reaches its route, which reports itself what is too long.
    routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: 64 * 1024 },
    bodyLimit: 64 * 1024,
    // These never reach a route, because their address cannot be parsed.
    frameworkErrors: (_error, _request, reply) => sendBadRequest(reply),
    clientErrorHandler: refuseNoHttp,
    serverFactory: (handler) =>
      createServer((request, response) => {
        if (!ownsMount()) request.url = withoutMount(request.url ?? "/", site.mount);
        const webhook = webhooks.find(({ path }) => isBelow(request.url ?? "/", path));
        if (webhook) webhook.listener(request, response);
        else handler(request, response);
      }),
  });
  // Where PUBLIC_URL ends like one of our own pages, a target that begins so is that page, from a proxy that removes the path.
  const ownsMount = () => app.hasRoute({ method: "GET", url: site.mount.path || "/" });
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
    const location = reply.getHeader("location");
    if (typeof location === "string") reply.header("location", inBrowser(location, site.mount));
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (!DENIALS.has(reply.statusCode) || !(await guard.isFlood(request))) return payload;
    reply.status(429).type("text/html; charset=utf-8").header("retry-after", "60");
    return tooManyAttempts(request);
  });
  app.addHook("preHandler", refuseNul);
  if (deps.keepLanguage) keepLanguages(app, deps.keepLanguage, log);

  const tooManyAttempts = (request: FastifyRequest) => {
    if (!isBrowser(request)) return "Too many attempts. Please wait a minute.";
    const pageText = choosePageText(request.headers["accept-language"], site.language);
    const { title, line } = pageText.dead["too-many"];
    return localizedPage(site, pageText, { title, lines: [line] });
  };
  app.setNotFoundHandler((_request, reply) =>
    sendHtml(
      reply,
      404,
      messagePage(
        site,
        "Page not found",
        "Please check the address, or open the link from your email again.",
      ),
    ),
  );
  app.setErrorHandler((error: Error & { statusCode?: number; retryAfter?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, "could not serve a page");
    if (status === 429) {
      return sendHtml(reply.header("retry-after", error.retryAfter ?? 60), status, tooManyAttempts(request));
    }
    const title = status >= 500 ? "Something went wrong on our side" : "That didn't work";
    return sendHtml(
      reply,
      status,
      messagePage(site, title, "Nothing was lost. Please try again in a moment."),
    );
  });
  await app.register((part) => staticRoutes(part, deps.branding));
  for (const routes of deps.routes) await app.register((part) => routes(part));

  await listen(app, config);
  const address = app.server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    close: () => app.close(),
  };
}

/** The answers that guessing produces. */
const DENIALS: ReadonlySet<number> = new Set([401, 403, 404]);

/** No text contains a NUL, and PostgreSQL rejects it. */
async function refuseNul({ url, body }: FastifyRequest): Promise<void> {
  const fields = Buffer.isBuffer(body) ? [] : Object.values(body ?? {});
  const isBad = url.includes("%00") || fields.some((value) => String(value).includes("\0"));
  if (isBad) throw Object.assign(new Error("the request contains a NUL character"), { statusCode: 400 });
}

/** What to change if the server can't listen, by Node's error code. */
const LISTEN_ADVICE: Readonly<Record<string, (config: WebConfig) => string>> = {
  EADDRINUSE: ({ host, port }) => `Port ${port} on ${host} is in use by another program: choose another PORT`,
  EACCES: ({ port }) => `Port ${port} is reserved for root: choose a PORT from 1024 on`,
  EADDRNOTAVAIL: notOurs,
  ENOTFOUND: notOurs,
  EAI_AGAIN: notOurs,
};

function notOurs({ host }: WebConfig): string {
  return `HOST ${host} is not an address of this machine: use 127.0.0.1, ::1, or 0.0.0.0 for all of its addresses`;
}

async function listen(app: FastifyInstance, config: WebConfig): Promise<void> {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    const advice = LISTEN_ADVICE[(error as NodeJS.ErrnoException).code ?? ""];
    throw advice ? new Error(advice(config), { cause: error }) : error;
  }
}
