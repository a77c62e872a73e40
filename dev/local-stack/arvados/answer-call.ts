import { randomBytes } from "node:crypto";
import { type ApiAnswer, ControllerError, RailsError, REASONS } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";
import { authenticate, checkScopes } from "./authenticate.ts";
import { type HttpCall, type Parameters, readParameters } from "./read-parameters.ts";
import { findRoute, type Route } from "./routes.ts";

export interface ArrivedCall extends HttpCall {
  readonly authorization: string | undefined;
  /** "X-Request-Id". */
  readonly requestId: string;
  readonly between: () => Promise<void>;
}

const BASE = "/arvados/v1";
/** Both the controller and Rails say which request it was. */
const railsHeaders = (requestId: string) => ({
  "content-type": "application/json; charset=utf-8",
  "x-request-id": [requestId, requestId],
});

/** Answers a call as the controller does, or, where the controller passes it on, as Rails. */
export async function answerCall(state: ArvadosState, call: ArrivedCall): Promise<ApiAnswer> {
  const path = call.url.split("?")[0] ?? "";
  const fail = (error: unknown, route?: Route, params: Parameters = {}) =>
    failure(state, error, { path, route, params, call });
  let found: ReturnType<typeof findRoute>;
  try {
    found = findRoute(call.method, path.startsWith(BASE) ? withoutSlash(path.slice(BASE.length)) : path);
  } catch (error) {
    return fail(error);
  }
  if (!found)
    return fail(new RailsError(404, "Path not found"), { isPassedOn: true, answer: () => ({ status: 404 }) });
  const { route, id } = found;
  let params: Parameters = {};
  try {
    params = readParameters(call, route);
    const caller = route.isOpen
      ? { user: state.tables.users[0] as never, token: undefined }
      : authenticate(state, call.authorization, params.api_token);
    if (!route.isOpen) checkScopes(caller, call.method, path);
    const answer = await route.answer({ state, caller, id, params, between: call.between });
    return route.isPassedOn
      ? { ...answer, headers: { ...railsHeaders(call.requestId), ...answer.headers } }
      : answer;
  } catch (error) {
    return fail(error, route, params);
  }
}

/** Rails doesn't mind a slash at the end; the controller does. */
function withoutSlash(path: string): string {
  const passedOn = /^\/(?:user_agreements|virtual_machines)/;
  if (path.length > 1 && path.endsWith("/") && !passedOn.test(path))
    throw new ControllerError(404, "API endpoint not found");
  return path.replace(/\/$/, "");
}

interface Failed {
  readonly path: string;
  readonly route: Route | undefined;
  readonly params: Parameters;
  readonly call: ArrivedCall;
}

function failure(state: ArvadosState, error: unknown, { path, route, params, call }: Failed): ApiAnswer {
  if (error instanceof ControllerError) return { status: error.status, body: { errors: [error.message] } };
  if (!(error instanceof RailsError)) throw error;
  const { status, message } = error;
  const text = `${message} (${call.requestId})`;
  if (route?.isPassedOn) {
    const token = `${Math.floor(state.now() / 1000)}+${randomBytes(4).toString("hex")}`;
    return { status, body: { errors: [text], error_token: token }, headers: railsHeaders(call.requestId) };
  }
  const query = error.path ?? `${path}${queryOf(state, call.method, path, params)}`;
  return {
    status,
    body: { errors: [`//railsapi.internal${query}: ${status} ${REASONS[status]}: ${text}`] },
  };
}

/** The query that the controller sends to Rails: the filters are in it, and so what people are called. */
function queryOf({ settings }: ArvadosState, method: string, path: string, params: Parameters): string {
  if (method !== "GET") return "";
  const isList = /^\/arvados\/v1\/[a-z_]+$/.test(path);
  const { limit, filters, count = "" } = params;
  const all: Record<string, unknown> = isList
    ? {
        cluster_id: "",
        count,
        ...(filters === undefined
          ? {}
          : {
              filters: (filters as unknown[]).map((each) => (Array.isArray(each) ? each : [each, "=", true])),
            }),
        forwarded_for: `${settings.ClusterID}-`,
        ...(limit === undefined || limit === -1 ? {} : { limit }),
        offset: params.offset ?? 0,
        ...only(params, "order", "where", "distinct", "include_trash"),
        ...only(params, "select"),
      }
    : only(params, "select");
  const pairs = Object.entries(all)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]): [string, string] => [
      key,
      typeof value === "object" ? goJson(value) : String(value),
    ]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

const only = (params: Parameters, ...names: string[]) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)));

const goJson = (value: unknown) =>
  JSON.stringify(value).replace(/[<>&]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
