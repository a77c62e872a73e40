import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Faults, secondsToWait, takeFault } from "../faults.ts";
import type { Workspace } from "../workspace.ts";
import type { Arguments, CallContext, Method } from "./method.ts";
import { methods } from "./methods.ts";
import { SlackApiError } from "./slack-api-error.ts";

/** One call from the app, for the page and tests. */
export interface Call {
  readonly method: string;
  readonly args: Arguments;
  readonly at: number;
  /** "ok", or Slack's error. */
  result: string;
}

/** Runs before a method, or after it and before the app gets the response. "cut" cuts the connection there. */
export type CallHook = (call: Call, appPort: number) => "cut" | undefined | Promise<"cut" | undefined>;

export interface WebApi {
  readonly calls: Call[];
  before: CallHook | undefined;
  after: CallHook | undefined;
}

/** Serves `POST /api/<method>` as Slack does. */
export function serveWebApi(server: FastifyInstance, context: CallContext, faults: Faults): WebApi {
  const { workspace } = context;
  const api: WebApi = { calls: [], before: undefined, after: undefined };

  server.post<{ Params: { method: string } }>("/api/:method", async (request, reply) => {
    const { method } = request.params;
    const args = readArguments(request);
    const call: Call = { method, args: withoutToken(args), at: Date.now(), result: "…" };
    api.calls.push(call);
    const appPort = request.socket.remotePort ?? 0;
    if ((await api.before?.(call, appPort)) === "cut") return cut(request, reply);

    const earlier = api.calls
      .filter((one) => one.method === method && one.result === "ok")
      .map(({ at }) => at);
    const wait = secondsToWait(faults, method, earlier, call.at);
    const fault = wait > 0 ? "rate-limit" : takeFault(faults, method);
    if (fault === "rate-limit" || fault === "break") {
      call.result = fault === "break" ? "internal_error" : "ratelimited";
      workspace.changed("call");
      return refuse(reply, fault, wait || faults.rateLimit.retryAfterSeconds);
    }
    const answer = answerTo(method, args, readToken(request, args), context, faults.errors[method]);
    call.result = answer.ok ? "ok" : String(answer.error);
    workspace.changed("call");
    if ((await api.after?.(call, appPort)) === "cut") return cut(request, reply);
    if (faults.delayAnswersMs > 0) await delay(faults.delayAnswersMs);
    if (fault === "lose-answer") return cut(request, reply);
    return reply.headers({ "x-oauth-scopes": [...workspace.manifest.scopes].join(",") }).send(answer);
  });
  return api;
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.socket.destroy();
  return reply.hijack();
}

function refuse(reply: FastifyReply, fault: "rate-limit" | "break", retryAfterSeconds: number) {
  if (fault === "break") return reply.status(500).send({ ok: false, error: "internal_error" });
  return reply
    .status(429)
    .header("retry-after", String(retryAfterSeconds))
    .send({ ok: false, error: "ratelimited" });
}

function answerTo(
  name: string,
  args: Arguments,
  token: string,
  context: CallContext,
  error: string | undefined,
): { ok: boolean; [more: string]: unknown } {
  try {
    const method = methods[name];
    if (!method) throw new SlackApiError("unknown_method", { req_method: name });
    authorize(method, token, context.workspace);
    if (error !== undefined) throw new SlackApiError(error);
    return { ok: true, ...method.run(args, context) };
  } catch (error) {
    if (error instanceof SlackApiError) return { ok: false, ...error.answer };
    throw error;
  }
}

function authorize(method: Method, token: string, { tokens, manifest }: Workspace): void {
  if (method.token === "none") return;
  if (token === "") throw new SlackApiError("not_authed");
  if (token !== tokens.bot && token !== tokens.app) throw new SlackApiError("invalid_auth");
  if (token !== tokens[method.token]) throw new SlackApiError("not_allowed_token_type");
  if (method.scopes.length > 0 && !method.scopes.some((scope) => manifest.scopes.has(scope))) {
    throw new SlackApiError("missing_scope", {
      needed: method.scopes.join(","),
      provided: [...manifest.scopes].join(","),
    });
  }
}

function readToken(request: FastifyRequest, args: Arguments): string {
  const [, bearer] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  return bearer ?? (typeof args.token === "string" ? args.token : "");
}

function withoutToken({ token: _, ...args }: Arguments): Arguments {
  return args;
}

/** web-api sends forms in which everything except text and numbers is JSON. */
function readArguments({ body, headers }: FastifyRequest): Arguments {
  const given = (body ?? {}) as Record<string, unknown>;
  if (headers["content-type"]?.includes("json")) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      STRUCTURED.has(name) ? JSON.parse(String(value)) : value,
    ]),
  );
}

const STRUCTURED = new Set(["blocks", "view", "message", "metadata", "attachments"]);
