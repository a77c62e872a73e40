import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { quotaChanges } from "../../provisioners/quotas.ts";
import { findQuotaProject } from "../find-quota-project.ts";
import { toMembers, toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, type Stage } from "../stage.ts";

export const setQuota = {
  name: "set-quota",
  changesOutside: true,
  async run(request, deps) {
    const { project, quota } = request;
    if (!deps.quotas || !quota?.before) throw new Failure("The previous quotas were not recorded");
    await deps.quotas.writeQuotas(await findQuotaProject(deps.db, project), quota.requested);
    const table = quotaChanges(quota.before, quota.requested).join("\n");
    const data = { table, until: quota.until ?? "" };
    return done(table.replaceAll("\n", "; ") || "nothing to change", {
      notifications: [
        toRequester(request, "quota-set", data, "email"),
        ...toMembers(request, "quota-set", data, await listOtherAddresses(request, deps)),
      ],
    });
  },
} as const satisfies Stage;

/** The addresses of the project's other members. */
export async function listOtherAddresses(
  { project, email }: Request,
  { db, quotas }: PipelineDeps,
): Promise<string[]> {
  const all = (await quotas?.listAddresses(await findQuotaProject(db, project))) ?? [];
  return all.filter((address) => address.toLowerCase() !== email.toLowerCase());
}
