import { listOtherQuotas } from "../../db/requests.ts";
import { Failure } from "../../failure.ts";
import { requireApprovals } from "../checks/approvals.ts";
import { underlyingQuotas } from "../overlapping-quotas.ts";
import { done, type Stage } from "../stage.ts";

export const readQuota = {
  name: "read-quota",
  /** A stage of its own, so that what was there is written down before any of it is changed, whenever the process dies. */
  async run(request, tools) {
    const { project, quota } = request;
    const { quotas } = tools;
    await requireApprovals(request, tools);
    if (!quotas || !quota) throw new Failure("No system with quotas is configured");
    const now = await quotas.readQuotas(project ?? "");
    const before = { ...now, ...underlyingQuotas(now, await listOtherQuotas(tools.db, request)) };
    return done("what was there is written down", { facts: { quota: { ...quota, before } } });
  },
} as const satisfies Stage;
