import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type CommandAnswer, show } from "../act/execute-command.ts";
import { AppError } from "../app-error.ts";
import { type Faults, paced, takeFault } from "../faults.ts";
import type { User } from "../installation.ts";
import { messageOf } from "../messages.ts";
import type { ServerContext } from "../server-context.ts";
import { type Route, WithHeaders } from "./route.ts";
import { routes } from "./routes.ts";

/** One call of the API, for the page and tests. */
export interface Call {
  /** Such as "POST /posts". */
  readonly call: string;
  readonly path: string;
  readonly body: unknown;
  readonly userId: string;
  readonly at: number;
  /** "ok", or the error's ID. */
  result: string;
}

/** Runs before a call, or after it and before the client gets the answer. "cut" cuts the connection there. */
export type CallHook = (call: Call) => "cut" | undefined | Promise<"cut" | undefined>;

export interface Api {
  readonly calls: Call[];
  before: CallHook | undefined;
  after: CallHook | undefined;
}

const NOBODY = { id: "", username: "", roles: "" } as User;

/** Serves `/api/v4` as Mattermost does. */
export function serveApi(server: FastifyInstance, context: ServerContext, faults: Faults, api: Api): void {
  const accept = paced(faults);
  for (const route of routes) serveRoute(server, route, { context, faults, api, accept });

  server.post<{ Params: { id: string } }>("/hooks/commands/:id", (request, reply) => {
    try {
      show(request.body as CommandAnswer, context.responseUrls.use(request.params.id), context);
      return reply.type("text/plain").send("ok");
    } catch (error) {
      return refuse(error, request, reply);
    }
  });
  server.setNotFoundHandler((request, reply) =>
    refuse(new AppError("api.context.404.app_error", 404), request, reply),
  );
  // A body that can't be parsed, such as text that is not JSON.
  server.setErrorHandler((error, request, reply) =>
    error instanceof AppError || !isClientError(error)
      ? refuse(error, request, reply)
      : refuse(
          new AppError("api.context.invalid_body_param.app_error", 400, { Name: "body" }),
          request,
          reply,
        ),
  );
}

interface Serving {
  readonly context: ServerContext;
  readonly faults: Faults;
  readonly api: Api;
  accept(now: number): boolean;
}

function serveRoute(server: FastifyInstance, route: Route, { context, faults, api, accept }: Serving): void {
  const { installation } = context;
  const name = `${route.method} ${route.path}`;
  server.route({
    method: route.method,
    url: `/api/v4${route.path}`,
    async handler(request, reply) {
      if (faults.silent) return reply.hijack();
      const token = readToken(request);
      const user = installation.users.get(installation.tokens.get(token) ?? "");
      const call: Call = {
        call: name,
        path: request.url,
        body: request.body,
        userId: user?.id ?? "",
        at: installation.now(),
        result: "…",
      };
      api.calls.push(call);
      if ((await api.before?.(call)) === "cut") return cut(request, reply);
      const path = request.url.replace(/^\/api\/v4|\?.*$/g, "");
      const names = [name, `${route.method} ${path}`];
      const isInPace = accept(call.at);
      const fault = isInPace ? takeFault(faults, names) : "rate-limit";
      if (fault === "rate-limit") {
        call.result = "limit exceeded";
        installation.changed("call");
        return limit(reply, isInPace ? faults.rateLimit.resetSeconds : 1);
      }
      let answer: () => FastifyReply;
      try {
        if (fault === "break") throw new Error("broken on purpose");
        const error = names.map((one) => faults.errors[one]).find((one) => one !== undefined);
        if (error) throw new AppError(error.id, error.status);
        const isActive = user !== undefined && user.deleteAt === 0;
        if (!isActive && route.open !== true)
          throw new AppError("api.context.session_expired.app_error", 401);
        const { params, query, body } = request;
        const result = await route.run(
          {
            params: params as Record<string, string>,
            query: query as Record<string, string>,
            body: body ?? {},
            me: isActive ? user : NOBODY,
            token,
          },
          context,
        );
        call.result = "ok";
        answer = () => {
          const { body: sent, headers } =
            result instanceof WithHeaders ? result : { body: result, headers: {} };
          return named(reply, installation.version)
            .status(route.status ?? 200)
            .headers(headers)
            .type("application/json")
            .send(JSON.stringify(sent));
        };
      } catch (error) {
        call.result = error instanceof AppError ? error.id : "internal error";
        answer = () => refuse(error, request, named(reply, installation.version));
      }
      installation.changed("call");
      if ((await api.after?.(call)) === "cut") return cut(request, reply);
      if (faults.delayAnswersMs > 0) await delay(faults.delayAnswersMs);
      return fault === "lose-answer" ? cut(request, reply) : answer();
    },
  });
}

function named(reply: FastifyReply, version: string): FastifyReply {
  return reply.header("x-version-id", `${version}.${version}.0123456789abcdef.false`);
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.socket.destroy();
  return reply.hijack();
}

function limit(reply: FastifyReply, resetSeconds: number): FastifyReply {
  return reply
    .status(429)
    .headers({
      "x-ratelimit-limit": "101",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(resetSeconds),
      "retry-after": String(resetSeconds),
    })
    .type("text/plain; charset=utf-8")
    .send("limit exceeded\n");
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = error instanceof AppError ? error : new AppError("api.context.internal.app_error", 500);
  return reply
    .status(known.status)
    .type("application/json")
    .send(
      JSON.stringify({
        id: known.id,
        message: messageOf(known, request.headers["accept-language"]),
        detailed_error: "",
        request_id: String(request.id),
        status_code: known.status,
      }),
    );
}

function isClientError(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode !== undefined && statusCode < 500;
}

function readToken({ headers }: FastifyRequest): string {
  return /^(?:Bearer|Token) (\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
}
