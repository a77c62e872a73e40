import { type ApiAnswer, notFound } from "./api-answer.ts";
import { attributeRoutes } from "./attribute-routes.ts";
import { groupRoutes } from "./group-routes.ts";
import { invitationRoutes } from "./invitation-routes.ts";
import type { SimulatedGitLab } from "./start-gitlab.ts";
import { stateRoutes } from "./state-routes.ts";
import { tokenRoutes } from "./token-routes.ts";
import { userRoutes } from "./user-routes.ts";

export interface RouteCall {
  readonly gitlab: SimulatedGitLab;
  /** The parts of the path that stand for `:name` in the route, decoded. */
  readonly parts: readonly string[];
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isAdmin: boolean;
}

/** `parameters`: what the query may have. GitLab ignores all others, so a misspelled one would go unnoticed. */
export interface Route {
  readonly parameters?: readonly string[];
  readonly answer: (call: RouteCall) => ApiAnswer;
}
export type Routes = Readonly<Record<string, Route>>;

const ROUTES: Routes = {
  ...tokenRoutes,
  ...userRoutes,
  ...stateRoutes,
  ...attributeRoutes,
  ...groupRoutes,
  ...invitationRoutes,
};

interface Called {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly isAdmin: boolean;
  readonly mistake: (text: string) => void;
}

export function answerCall(
  gitlab: SimulatedGitLab,
  { method, path, body, isAdmin, mistake }: Called,
): ApiAnswer {
  const [plain = "", search = ""] = path.split("?");
  const query = new URLSearchParams(search);
  for (const [name, { parameters = [], answer }] of Object.entries(ROUTES)) {
    const [routeMethod, pattern = ""] = name.split(" ");
    const parts = routeMethod === method ? match(pattern, plain) : undefined;
    if (!parts) continue;
    for (const key of query.keys()) if (!parameters.includes(key)) mistake(`${name} has no parameter ${key}`);
    const json = body === "" ? {} : (JSON.parse(body) as Record<string, unknown>);
    return answer({ gitlab, parts, path: plain, query, body: json, isAdmin });
  }
  mistake(`there is no ${method} ${plain}`);
  throw notFound("Route");
}

function match(pattern: string, path: string): string[] | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  if (wanted.some((part, at) => !part.startsWith(":") && part !== given[at])) return undefined;
  return given.filter((_, at) => wanted[at]?.startsWith(":")).map(decodeURIComponent);
}
