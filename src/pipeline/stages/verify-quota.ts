import { findAccountByEmail, findProject, isMember } from "../../db/registry.ts";
import { withEnoughPorts } from "../../provisioners/quotas.ts";
import { knownPiOf, needsAdmin } from "../checks/approvals.ts";
import { objectionToSender } from "../checks/requester.ts";
import { quotaLines } from "../plan.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const verifyQuota = {
  name: "verify-quota",
  async run(request, tools) {
    const { db, quotas } = tools;
    if (!quotas || !request.quota) return refuse("No system here has quotas.");

    const name = request.project ?? "";
    const [account, project] = [await findAccountByEmail(db, request.email), await findProject(db, name)];
    const objection = await objectionToSender(request, tools, account);
    if (objection) return refuse(objection);
    if (!project) return refuse(`There is no project ${name}.`);
    if (!account || !(await isMember(db, account.id, project.id))) {
      return refuse(`Only members of ${name} may ask for other quotas of it.`);
    }
    const now = await quotas.readQuotas(name);
    const quota = { ...request.quota, wanted: withEnoughPorts(request.quota.wanted, now) };
    const pi = (await knownPiOf(name, tools)) ?? { piName: null, piEmail: null, piUser: null };
    return done(`${account.username} is a member of ${name}`, {
      facts: {
        username: account.username,
        ...pi,
        needsAdmin: await needsAdmin({ ...request, ...pi }, tools),
        quota,
        plan: quotaLines(now, quota),
      },
    });
  },
} as const satisfies Stage;
