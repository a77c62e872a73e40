import type { Decider } from "../../db/names.ts";
import type { PlanLine, Request } from "../../db/tables/requests.ts";
import { describePlanLine } from "../../view/plan-line.ts";
import { missingApproval, needsAdmin } from "../checks/approvals.ts";
import { approvalsOfPlan } from "../checks/approvals-of-plan.ts";
import { handleNameConflict } from "../checks/name-conflict.ts";
import { adminApprovals, staleApprovals } from "../checks/required-approvals.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrConflict, unapprovedChanges } from "../plan.ts";
import { done, type Outcome, type Stage, waitForDryRun } from "../stage.ts";

const ANNOUNCED_ONCE =
  "The thread of this message lists other requests that come back for the same reason today. To see all waiting requests, use /acct list waiting.";

/** The last check before anything is created: the plan must still be the approved one, and the account must not exist yet. */
export const confirmPlan = {
  name: "confirm-plan",
  async run(request, deps): Promise<Outcome> {
    const existing = await findExistingAccount(request, deps);
    if (existing) return { kind: "fulfilled", note: existing };

    const missing = await missingApproval(request, deps);
    if (missing) return askForApproval(missing, request, deps);

    const planned = await planOrConflict(request, deps);
    if ("conflict" in planned) return handleNameConflict(request, planned.conflict, deps);
    const { plan } = planned;
    const more = unapprovedChanges(request.plan, plan);
    if (more.length > 0) return askAboutChanges(more, { ...request, plan }, deps);
    if (deps.rules.dryRun)
      return waitForDryRun(deps.now(), `create: ${plan.map(describePlanLine).join("; ")}`);
    return done("unchanged since approval");
  },
} as const satisfies Stage;

/**
 * It would now do more than what was approved, so those who saw the plan are asked again: the admins or, if none of them
 * decides on such requests, the PI.
 */
function askAboutChanges(more: readonly PlanLine[], request: Request, { rules, now }: PipelineDeps): Outcome {
  const lines = more.map(describePlanLine).join("; ");
  const byAdmins = adminApprovals(request);
  const concerned = approvalsOfPlan(request, more, rules);
  const superseded =
    byAdmins.length === 0
      ? request.approvals.map(({ seq }) => seq)
      : concerned.length > 0
        ? concerned
        : byAdmins;
  return {
    kind: "rewind",
    stage: byAdmins.length > 0 ? "await-admin" : "await-pi",
    note: `Things have changed since approval. It would now also create: ${lines}`,
    facts: { plan: request.plan },
    approvals: { superseded },
    notifications:
      byAdmins.length > 0
        ? [
            ...toAdminChannelOnce(request, {
              channel: rules.adminChannels,
              // The note names only the systems, because what they would create differs from request to request.
              cause: `more ${[...new Set(more.map(({ system }) => system))].toSorted().join()}`,
              why: `It needs another approval, because it would now also create: ${lines}. ${ANNOUNCED_ONCE}`,
              now: now(),
            }),
          ]
        : [],
  };
}

/** The required approvals, the address, or the PI have changed, so the missing approval is requested (again). */
async function askForApproval(missing: Decider, request: Request, deps: PipelineDeps): Promise<Outcome> {
  const { rules, now } = deps;
  const admin = missing === "admin";
  return {
    kind: "rewind",
    stage: admin ? "await-admin" : "await-pi",
    note: `It needs the approval of ${admin ? "an admin" : "the PI"}`,
    facts: { needsAdmin: request.needsAdmin || (await needsAdmin(request, deps)) },
    approvals: { superseded: staleApprovals(request) },
    notifications: admin
      ? [
          ...toAdminChannelOnce(request, {
            channel: rules.adminChannels,
            cause: "approval missing",
            why: `Its project or PI has changed, so it needs an admin's approval now. ${ANNOUNCED_ONCE}`,
            now: now(),
          }),
        ]
      : [],
  };
}

/** Finds an account that someone else has created in the meantime. */
async function findExistingAccount(
  { kind, email }: Request,
  { namespace }: PipelineDeps,
): Promise<string | undefined> {
  if (!REQUEST_KINDS[kind].createsAccount) return undefined;
  const person = await namespace?.findByEmail(email);
  return person?.hasAccount
    ? `${email} already has the account ${person.username} in ${namespace?.name}`
    : undefined;
}
