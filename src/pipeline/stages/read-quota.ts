import { listOtherQuotas } from "../../db/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { requireApprovals } from "../checks/approvals.ts";
import { findQuotaProject } from "../find-quota-project.ts";
import { underlyingQuotas } from "../overlapping-quotas.ts";
import { done, type Stage } from "../stage.ts";

export const readQuota = {
  name: "read-quota",
  /** This is a separate stage, so that the old quotas are stored before any is changed, even if the process dies. */
  async run(request, deps) {
    const { project, quota } = request;
    const { quotas } = deps;
    await requireApprovals(request, deps);
    if (!quotas || !quota) throw new Failure("No system with quotas is configured");
    const now = await quotas.readQuotas(await findQuotaProject(deps.db, project));
    const before = { ...now, ...underlyingQuotas(now, await listOtherQuotas(deps.db, request)) };
    return done("recorded", { facts: { quota: { ...quota, before } } });
  },
} as const satisfies Stage;
