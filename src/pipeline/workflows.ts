import type { Approval, Kind } from "../db/names.ts";
import type { Approvals } from "./pipeline-deps.ts";
import type { Stage } from "./stage.ts";
import { addMemberships } from "./stages/add-memberships.ts";
import { awaitAdmin } from "./stages/await-admin.ts";
import { awaitPi } from "./stages/await-pi.ts";
import { close } from "./stages/close.ts";
import { confirmPlan } from "./stages/confirm-plan.ts";
import { createAccounts } from "./stages/create-accounts.ts";
import { handOver } from "./stages/hand-over.ts";
import { joinProject } from "./stages/join-project.ts";
import { readQuota } from "./stages/read-quota.ts";
import { register } from "./stages/register.ts";
import { restoreQuota } from "./stages/restore-quota.ts";
import { setQuota } from "./stages/set-quota.ts";
import { verifyIdentity } from "./stages/verify-identity.ts";
import { verifyMember } from "./stages/verify-member.ts";
import { verifyQuota } from "./stages/verify-quota.ts";

const approvals: Readonly<Record<Approval, Stage>> = { admin: awaitAdmin, pi: awaitPi };

export type Workflows = Readonly<Record<Kind, readonly Stage[]>>;

/** The stages of each kind of request, in order. To add a stage, write one file in stages/ and list it here. */
export function buildWorkflows(needed: Omit<Approvals, "distinctPeople">): Workflows {
  const approvalStages = (names: readonly Approval[]) => names.map((name) => approvals[name]);
  return {
    account: [
      verifyIdentity,
      ...approvalStages(needed.account),
      confirmPlan,
      register,
      createAccounts,
      addMemberships,
      handOver,
      close,
    ],
    membership: [verifyMember, ...approvalStages(needed.membership), confirmPlan, joinProject, close],
    quota: [verifyQuota, ...approvalStages(needed.quota), readQuota, setQuota, restoreQuota, close],
    password: [handOver, close],
  };
}
