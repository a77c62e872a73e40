import type { PlanLine, Request } from "../../db/tables/requests.ts";
import { approvalsOfPlan } from "../checks/approvals-of-plan.ts";
import { explainUndecidable, lookAgainAt, tellUndecidable } from "../checks/explain-undecidable.ts";
import { explainNameConflict, findFreeUsername } from "../checks/name-conflict.ts";
import {
  openApprovals,
  requiredApprovals,
  staleApprovals,
  validApprovals,
} from "../checks/required-approvals.ts";
import { findWarnings } from "../checks/warnings.ts";
import { askGroupDeciders } from "../group-deciders.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrConflict, unapprovedChanges } from "../plan.ts";
import { describeInvitation } from "../roster/approved-by-invitation.ts";
import { followProject } from "../roster/follow-project.ts";
import { applyRules } from "../rules/apply-rules.ts";
import { done, type Outcome, refuse, type Stage, waitFor } from "../stage.ts";

/** While the chat can't say who is in a group, it asks again this often. */
const LOOK_AGAIN_MS = 15 * 60_000;

/** Asks for every approval that admins and groups give, all at once. */
export const awaitAdmin = {
  name: "await-admin",
  approval: "admin",
  async run(request, deps): Promise<Outcome> {
    if (openApprovals(request, deps.rules, "admin").length === 0) {
      const given = validApprovals(request).filter(({ name }) => name !== "pi");
      const plan = await shorterPlan(request, deps);
      return done(`approved by ${given.map(({ byName }) => byName).join(" and ")}`, {
        facts: plan ? { plan } : {},
      });
    }

    const followed = await followProject(request, deps);
    if (followed) return followed;
    const planned = await planOrConflict(request, deps);
    if ("plan" in planned) return askAdmins(request, planned.plan, [], deps);

    // The next free name by the rule; the card shows it beside the requested one.
    const { conflict } = planned;
    const wasShown = request.plan.length > 0 || request.warnings.length > 0;
    const mayChange = wasShown || !request.details.wantedUsername;
    const another = mayChange && conflict.of === "person" ? await findFreeUsername(request, deps) : undefined;
    if (another) {
      return askAdmins({ ...request, username: another.username }, another.plan, [conflict.message], deps);
    }
    if (!wasShown) return refuse(explainNameConflict(conflict, request));
    return askAdmins(request, [], [conflict.message], deps);
  },
} as const satisfies Stage;

/** A correction may have left out a part of what was approved. Whatever is more than that, `confirm-plan` asks about. */
async function shorterPlan(request: Request, deps: PipelineDeps): Promise<readonly PlanLine[] | undefined> {
  if (request.plan.length === 0) return undefined;
  const planned = await planOrConflict(request, deps);
  return "plan" in planned && unapprovedChanges(request.plan, planned.plan).length === 0
    ? planned.plan
    : undefined;
}

/** Shows the admins what approving would create. Approvals for anything else no longer count. */
async function askAdmins(
  request: Request,
  plan: readonly PlanLine[],
  remarks: readonly string[],
  deps: PipelineDeps,
) {
  const more = unapprovedChanges(request.plan, plan);
  const superseded = new Set([
    ...staleApprovals(request),
    ...(more.length > 0 ? approvalsOfPlan(request, more, deps.rules) : []),
  ]);
  const approvals = request.approvals.filter(({ seq }) => !superseded.has(seq));
  const asked = { ...request, approvals };
  const ruled = await applyRules({ ...asked, plan }, "admin", deps, { mayApprove: remarks.length === 0 });
  if (ruled.outcome) {
    const { facts, approvals: change } = ruled.outcome;
    return {
      ...ruled.outcome,
      facts: { ...facts, username: request.username, plan },
      approvals: { ...change, superseded: [...superseded] },
    };
  }
  const undecidable = await explainUndecidable(asked, openApprovals(asked, deps.rules, "admin"), deps);
  const askedDeciders = await askGroupDeciders(asked, deps);
  const again = [
    ...(ruled.until ? [ruled.until] : undecidable ? [lookAgainAt(deps)] : []),
    ...(askedDeciders.isPartial ? [new Date(deps.now().getTime() + LOOK_AGAIN_MS)] : []),
  ];
  const warnings = [
    ...(undecidable ? [undecidable] : []),
    ...remarks,
    ...ruled.warnings,
    ...(await findWarnings(request, deps)),
  ];
  return waitFor("admin", "Waiting for an admin", {
    facts: {
      username: request.username,
      plan,
      warnings,
      required: requiredApprovals(request, deps.rules),
      details: {
        undecidable: undecidable ?? null,
        ...(await describeInvitation(asked, deps)),
        ...(askedDeciders.deciders.length > 0 || request.details.groupDeciders
          ? { groupDeciders: askedDeciders.deciders }
          : {}),
        ...(ruled.findings.length > 0 ? { ruleFindings: ruled.findings } : {}),
      },
    },
    ...(again.length > 0 ? { until: new Date(Math.min(...again.map(Number))) } : {}),
    approvals: { superseded: [...superseded] },
    views: [{ audience: "admin", place: deps.rules.adminChannels }, ...askedDeciders.views],
    notifications: [
      ...askedDeciders.notifications,
      ...(undecidable ? [tellUndecidable(request, undecidable, deps)] : []),
      ...ruled.notifications,
    ],
  });
}
