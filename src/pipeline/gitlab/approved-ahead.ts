import { useApprovalAhead } from "../../db/approvals-ahead.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { Request } from "../../db/tables/requests.ts";
import { openApprovals } from "../checks/required-approvals.ts";
import { hashPlan } from "../hash-plan.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Ruled } from "../stage.ts";

/**
 * The approval that a person gave for this address before the account existed. It counts only if the address is proven: GitLab has confirmed
 * it, or it comes from a login provider that the site trusts. It is never one of several.
 */
export async function approvedAhead(
  request: Request,
  { db, rules, now }: Pick<PipelineDeps, "db" | "rules" | "now">,
): Promise<Ruled | undefined> {
  const { gitlab } = request.details;
  if (!gitlab || !(gitlab.isAddressProven || gitlab.ldapDn || gitlab.login)) return undefined;
  const required = openApprovals(request, rules, "admin").find(
    ({ count, from }) => count === 1 && from.every(({ role }) => role === "admin"),
  );
  if (!required) return undefined;
  const ahead = await useApprovalAhead(db, request.email, request.id);
  if (!ahead) return undefined;
  const given: NewApproval = {
    name: required.name,
    verdict: "approved",
    by: ahead.by,
    byName: ahead.byName,
    roles: ["admin"],
    address: request.email.toLowerCase(),
    pi: null,
    at: now().toISOString(),
    reason: ahead.reason,
    surface: ahead.by.startsWith("command-line:") ? "cli" : "chat",
    plan: request.plan,
    planHash: hashPlan(request.plan),
    evidence: { approvedAheadAt: ahead.at.toISOString() },
  };
  return {
    kind: "ruled",
    by: { id: ahead.by, name: ahead.byName },
    event: {
      kind: "approved",
      note: `ahead, on ${ahead.at.toISOString().slice(0, 10)}: ${ahead.reason}`,
      detail: { as: required.name, plan: given.planHash },
    },
    approvals: { given },
    views: [{ audience: "admin", place: rules.adminChannels }],
  };
}
