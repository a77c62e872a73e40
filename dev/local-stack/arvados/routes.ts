import type { Caller } from "./access.ts";
import { agreementRoutes } from "./agreement-routes.ts";
import { type ApiAnswer, ControllerError } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";
import { linkRoutes } from "./link-routes.ts";
import { mergeRoute } from "./merge-route.ts";
import { openRoutes } from "./open-routes.ts";
import type { Parameters } from "./read-parameters.ts";
import { recordRoutes } from "./record-routes.ts";
import { setUpRoute } from "./set-up-route.ts";
import { tokenRoutes } from "./token-routes.ts";
import { userRoutes } from "./user-routes.ts";

export interface RouteCall {
  readonly state: ArvadosState;
  readonly caller: Caller;
  /** The uuid in the path; "" if the route has none. */
  readonly id: string;
  readonly params: Parameters;
  /** Runs where Arvados has looked, and hasn't written yet. */
  readonly between: () => Promise<void>;
}

export interface Route {
  /** The attribute that holds what is written: "user". */
  readonly attribute?: string;
  /** The controller passes the call on as it is, and the answer back. */
  readonly isPassedOn?: boolean;
  /** Who isn't logged in may call it. */
  readonly isOpen?: boolean;
  readonly answer: (call: RouteCall) => ApiAnswer | Promise<ApiAnswer>;
}
export type Routes = Readonly<Record<string, Route>>;

const ROUTES: Routes = {
  ...openRoutes,
  ...setUpRoute,
  ...mergeRoute,
  ...userRoutes,
  ...linkRoutes,
  ...agreementRoutes,
  ...tokenRoutes,
  ...recordRoutes,
};

interface Found {
  readonly route: Route;
  readonly id: string;
}

/** Finds the route of a call; undefined: no part of Arvados has it. Throws 405 if only the method is wrong. */
export function findRoute(method: string, path: string): Found | undefined {
  const wanted = method === "HEAD" ? "GET" : method === "PATCH" ? "PUT" : method;
  let isKnown = false;
  for (const [name, route] of Object.entries(ROUTES)) {
    const [routeMethod, pattern = ""] = name.split(" ");
    const id = match(pattern, path);
    if (id === undefined) continue;
    if (routeMethod === wanted) return { route, id };
    isKnown ||= route.isPassedOn !== true;
  }
  if (isKnown) throw new ControllerError(405, "API endpoint not found");
  return undefined;
}

function match(pattern: string, path: string): string | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  if (wanted.some((part, at) => part !== ":id" && part !== given[at])) return undefined;
  return decodeURIComponent(given[wanted.indexOf(":id")] ?? "");
}
