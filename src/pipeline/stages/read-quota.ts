import { listOtherQuotas } from "../../db/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { requireApprovals } from "../checks/approvals.ts";
import { underlyingQuotas } from "../overlapping-quotas.ts";
import { done, type Stage } from "../stage.ts";

export const readQuota = {
  name: "read-quota",
  /** A stage of its own, so that what was there is written down before any of it is changed, whenever the process dies. */
  async run(request, deps) {
    const { project, quota } = request;
    const { quotas } = deps;
    await requireApprovals(request, deps);
    if (!quotas || !quota) throw new Failure("No system with quotas is configured");
    const now = await quotas.readQuotas(project ?? "");
    const before = { ...now, ...underlyingQuotas(now, await listOtherQuotas(deps.db, request)) };
    return done("what was there is written down", { facts: { quota: { ...quota, before } } });
  },
} as const satisfies Stage;
