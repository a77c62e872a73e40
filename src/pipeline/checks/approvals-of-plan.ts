import type { PlanLine, Request } from "../../db/tables/requests.ts";
import { groupApproval, groupLine, groupsOf } from "../other-groups.ts";
import type { Rules } from "../pipeline-deps.ts";
import { adminApprovals } from "./required-approvals.ts";

/**
 * The `seq` of the approvals that don't count anymore because a plan has more lines than were approved. A line about a group concerns
 * only who decides about that group. Any other line concerns all admins and groups, who vouch for the plan.
 */
export function approvalsOfPlan(
  request: Request,
  more: readonly PlanLine[],
  rules: Pick<Rules, "otherGroups">,
): readonly number[] {
  const groups = groupsOf(request, rules);
  const concerned = more.map(({ system, text }) =>
    groups.find((group) => {
      const line = groupLine(request, group);
      return line.system === system && line.text === text;
    }),
  );
  const names = new Set(concerned.flatMap((group) => (group ? [groupApproval(group).name] : [])));
  if (concerned.includes(undefined)) return adminApprovals(request);
  return request.approvals.filter(({ name }) => names.has(name)).map(({ seq }) => seq);
}
