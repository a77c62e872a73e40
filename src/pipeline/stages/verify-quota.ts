import { findAccountOfRequest } from "../../db/accounts.ts";
import { isMember } from "../../db/memberships.ts";
import { findProject } from "../../db/projects.ts";
import {
  belowUsage,
  LABELS,
  type QuotaName,
  type Quotas,
  usageLines,
  withEnoughPorts,
} from "../../provisioners/quotas.ts";
import { isUnproved, waitForAddress } from "../checks/address.ts";
import { needsAdmin } from "../checks/approvals.ts";
import { findKnownPi } from "../checks/deciders.ts";
import { denySender } from "../checks/requester.ts";
import { quotaLines } from "../kinds/quota.ts";
import { readProjectUsage } from "../read-project-usage.ts";
import { done, refuse, type Stage } from "../stage.ts";

export const verifyQuota = {
  name: "verify-quota",
  async run(request, deps) {
    const { db, quotas } = deps;
    if (!quotas || !request.quota) return refuse("There are no quotas to change here.");

    const name = request.project ?? "";
    const [account, project] = [await findAccountOfRequest(db, request), await findProject(db, name)];
    const denial = await denySender(request, deps, account);
    if (denial) return refuse(denial);
    if (!project) return refuse(`There's no project called ${name}.`);
    if (!account || !(await isMember(db, account.id, project.id))) {
      return refuse(`Only members of ${name} can request a quota change for it.`);
    }
    // Anyone can write the address of someone else into a sheet.
    if (isUnproved(request, false)) return waitForAddress(request, deps);

    const now = await quotas.readQuotas(project);
    const quota = { ...request.quota, requested: withEnoughPorts(request.quota.requested, now) };
    const usage = await readProjectUsage(project, deps);
    const used = belowUsage(lowered(quota.requested, now), usage.used);
    if (used.length > 0) return refuse(explainUsed(name, used));
    const pi = (await findKnownPi(name, deps, request)) ?? { piName: null, piEmail: null, piUser: null };
    return done(`${account.username} is a member of ${name}`, {
      facts: {
        username: account.username,
        ...pi,
        needsAdmin: await needsAdmin({ ...request, ...pi }, deps),
        quota,
        plan: quotaLines(now, quota),
        details: {
          usage: [...usageLines(quota.requested, now, usage.used), ...usage.others],
          usageWarning: warnOfUsage(belowUsage(quota.requested, usage.used)),
        },
      },
    });
  },
} as const satisfies Stage;

/** The quotas that the request makes smaller. */
function lowered(requested: Partial<Quotas>, now: Quotas): Partial<Quotas> {
  return Object.fromEntries(
    Object.entries(requested).filter(([name, value]) => {
      const before = now[name as QuotaName];
      return value >= 0 && (before < 0 || value < before);
    }),
  );
}

function warnOfUsage(used: readonly (readonly [QuotaName, number])[]): string | null {
  if (used.length === 0) return null;
  const list = used.map(([name, inUse]) => `${LABELS[name]} (${inUse} used)`).join(", ");
  return `Less is requested than the project uses: ${list}. Nothing is taken away, but it gets nothing new until it uses less.`;
}

function explainUsed(project: string, used: readonly (readonly [QuotaName, number])[]): string {
  const list = used.map(([name, inUse]) => `${LABELS[name]} ${inUse}`).join(", ");
  return `A quota can't be lower than what the project uses, and ${project} uses: ${list}. Free some of it, or request at least that.`;
}
