import type { PlanLine, Request } from "../../db/tables/requests.ts";
import { explainNameConflict, findFreeUsername } from "../checks/name-conflict.ts";
import { findWarnings } from "../checks/warnings.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrConflict } from "../plan.ts";
import { done, type Outcome, refuse, type Stage, waitFor } from "../stage.ts";

export const awaitAdmin = {
  name: "await-admin",
  approval: "admin",
  async run(request, deps): Promise<Outcome> {
    const decision = request.decisions.admin;
    if (decision?.verdict === "approved") return done(`approved by ${decision.byName}`);

    const planned = await planOrConflict(request, deps);
    if ("plan" in planned) return askAdmins(request, planned.plan, [], deps);

    // The next free name by the rule; the card shows it beside the requested one.
    const { conflict } = planned;
    const wasApproved = decision === null;
    const mayChange = wasApproved || !request.details.wantedUsername;
    const another = mayChange && conflict.of === "person" ? await findFreeUsername(request, deps) : undefined;
    if (another) {
      return askAdmins({ ...request, username: another.username }, another.plan, [conflict.message], deps);
    }
    if (!wasApproved) return refuse(explainNameConflict(conflict, request));
    return askAdmins(request, [], [conflict.message], deps);
  },
} as const satisfies Stage;

/** Shows the admins what approving would create. */
async function askAdmins(
  request: Request,
  plan: readonly PlanLine[],
  remarks: readonly string[],
  deps: PipelineDeps,
) {
  const warnings = [...remarks, ...(await findWarnings(request, deps))];
  return waitFor("admin", "Waiting for an admin", {
    facts: { username: request.username, plan, warnings },
    views: [{ audience: "admin", place: deps.rules.adminChannel }],
  });
}
