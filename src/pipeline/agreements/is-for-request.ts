import type { Agreement } from "../../agreements/agreement.ts";
import type { Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";

/** Tells whether a request waits for a signature under this agreement before anything is created. */
export function isForRequest(
  { for: scope }: Pick<Agreement, "for">,
  { kind, project }: Pick<Request, "kind" | "project">,
): boolean {
  if ("kinds" in scope) return scope.kinds.some((one) => one === kind);
  if ("systems" in scope) return false;
  return REQUEST_KINDS[kind].joinsProject && scope.projects.includes((project ?? "").toLowerCase());
}
