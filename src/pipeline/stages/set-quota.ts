import type { Request } from "../../db/schema.ts";
import { Failure } from "../../failure.ts";
import { quotaChanges } from "../../provisioners/quotas.ts";
import { toMembers, toRequester } from "../addressed.ts";
import { done, type Stage } from "../stage.ts";
import type { Tools } from "../tools.ts";

export const setQuota = {
  name: "set-quota",
  changesOutside: true,
  async run(request, tools) {
    const { project, quota } = request;
    if (!tools.quotas || !quota?.before) throw new Failure("Nobody has written down what the quotas were");
    await tools.quotas.writeQuotas(project ?? "", quota.wanted);
    const table = quotaChanges(quota.before, quota.wanted).join("\n");
    const data = { table, until: quota.until ?? "" };
    return done(table.replaceAll("\n", "; ") || "nothing to change", {
      messages: [
        toRequester(request, "quota-set", data, "mail"),
        ...toMembers(request, "quota-set", data, await othersIn(request, tools)),
      ],
    });
  },
} as const satisfies Stage;

/** The addresses of the project's other members. */
export async function othersIn({ project, email }: Request, { quotas }: Tools): Promise<string[]> {
  const all = (await quotas?.listAddresses(project ?? "")) ?? [];
  return all.filter((address) => address.toLowerCase() !== email.toLowerCase());
}
