import type { Request } from "../db/tables/requests.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { describePlanLine } from "./plan-line.ts";

/**
 * Returns what a PI approves in addition to the person, such as the numbers of a quota change. Only admins see every plan.
 */
export function planForPi({ kind, plan }: Pick<Request, "kind" | "plan">): readonly string[] {
  return KIND_VIEWS[kind].forPi?.seesPlan ? plan.map(describePlanLine) : [];
}
