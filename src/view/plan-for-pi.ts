import type { Request } from "../db/tables/requests.ts";
import { isForPiAlone } from "./approvals.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { describePlanLineForPi } from "./plan-line.ts";

/**
 * Returns what a PI approves in addition to the person, such as the numbers of a quota change or, if no admin decides, what
 * would be created, or who becomes a manager of the project. Only admins see every plan.
 */
export function planForPi(request: Pick<Request, "kind" | "plan" | "required">): readonly string[] {
  const { kind, plan } = request;
  if (KIND_VIEWS[kind].forPi?.seesPlan) return plan.map(describePlanLineForPi);
  const isAlone = isForPiAlone(request);
  return plan.filter(({ isNew, isForPi }) => isForPi || (isAlone && isNew)).map(describePlanLineForPi);
}
