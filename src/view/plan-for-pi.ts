import type { Request } from "../db/tables/requests.ts";
import { describePlanLine } from "./plan-line.ts";

/**
 * Returns what a PI approves in addition to the person, which is the numbers of a quota change. Only admins see the rest of
 * the plan.
 */
export function planForPi({ kind, plan }: Pick<Request, "kind" | "plan">): readonly string[] {
  return kind === "quota" ? plan.map(describePlanLine) : [];
}
